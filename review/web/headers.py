"""What every answer tells the browser: nothing from elsewhere, no script or style in a page, no frame, no copy kept."""

from collections.abc import Mapping

PAGE: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    # Not "no-referrer": a browser then writes "Origin: null" on our own forms (Fetch, 3.2 Origin header).
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

FILE: Mapping[str, str] = {**PAGE, "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox"}
"""What strangers sent is shown as what it is, and can do nothing."""

ASSET: Mapping[str, str] = {**PAGE, "Cache-Control": "public, max-age=31536000, immutable"}

HSTS = {"Strict-Transport-Security": "max-age=31536000"}
"""Only where we are reached by https (RFC 6797)."""
