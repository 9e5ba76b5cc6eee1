"""A digital signature counts only when it is intact, valid, by an issuer on the list, and over the whole file."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.generic import NameObject, NumberObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from cases.application import Ink, Method
from intake.blank import draw_blank
from intake.child import ChildReader
from intake.digital import BROKEN, CHANGED, STRANGER, UNREADABLE, digital_signatures
from intake.forms import load_forms

pytestmark = pytest.mark.slow  # signs and validates whole PDFs

ELEV = load_forms()["elev-1"]
KEY_USAGE = x509.KeyUsage(
    digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
)  # fmt: skip
CA_USAGE = x509.KeyUsage(
    digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
)  # fmt: skip


@dataclass(frozen=True)
class Issuer:
    """An invented issuer: its certificate, and signers with certificates of its making."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    folder: Path

    def signer(self, name: str) -> signers.SimpleSigner:
        key = ec.generate_private_key(ec.SECP256R1())
        made = certificate(name, key.public_key(), self.certificate.subject, self.key, False)
        paths = [self.folder / f"{len(list(self.folder.iterdir()))}-{part}" for part in ("key", "cert")]
        paths[0].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        paths[1].write_bytes(made.public_bytes(serialization.Encoding.PEM))
        return signers.SimpleSigner.load(str(paths[0]), str(paths[1]))


def certificate(name, public, issuer, issuer_key, ca):
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
        public_key=public,
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(days=2),
        not_valid_after=now + timedelta(days=400),
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    builder = builder.add_extension(CA_USAGE if ca else KEY_USAGE, critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def an_issuer(folder: Path, name: str) -> Issuer:
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    root = certificate(name, key.public_key(), subject, key, True)
    (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    return Issuer(root, key, folder)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory) -> Issuer:
    return an_issuer(tmp_path_factory.mktemp("ca") / "trusted", "Prøveudsteder")


def unsigned() -> bytes:
    return draw_blank(ELEV)


def signed(content: bytes, signer: signers.SimpleSigner, name: str = "signature_1", box=None) -> bytes:
    """The PDF with a signature, in a visible field when there is a box (points, from the page's top left)."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    if box:
        x0, y0, x1, y1 = box
        place = (x0, ELEV.height - y1, x1, ELEV.height - y0)
        fields.append_signature_field(writer, fields.SigFieldSpec(name, on_page=1, box=place))
    out = signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name=name), signer=signer)
    return out.getvalue()


def test_a_signature_by_a_trusted_issuer_over_the_whole_file_is_good_and_says_who(issuer):
    (found,) = digital_signatures(signed(unsigned(), issuer.signer("Karen Prøve")), issuer.folder)
    assert found.good
    assert found.name == "signature_1"
    assert "Karen Prøve" in found.why


def test_no_repr_names_the_signer(issuer):
    (found,) = digital_signatures(signed(unsigned(), issuer.signer("Karen Prøve")), issuer.folder)
    assert "Karen" not in repr(found)


def test_nobody_is_trusted_without_a_list_or_by_another(issuer, tmp_path):
    content = signed(unsigned(), issuer.signer("Karen Prøve"))
    other = an_issuer(tmp_path / "other", "En anden")
    for trusted in (None, tmp_path, other.folder):
        (found,) = digital_signatures(content, trusted)
        assert (found.good, found.why) == (False, STRANGER)


def test_a_signer_who_vouches_for_himself_is_not_trusted(issuer, tmp_path):
    content = signed(unsigned(), an_issuer(tmp_path / "self", "Mig selv").signer("Karen Prøve"))
    assert not digital_signatures(content, issuer.folder)[0].good


def test_two_guardians_may_sign_one_after_the_other(issuer):
    first = signed(unsigned(), issuer.signer("Karen Prøve"), "signature_1")
    both = digital_signatures(signed(first, issuer.signer("Jens Prøve"), "signature_2"), issuer.folder)
    assert [(each.name, each.good) for each in both] == [("signature_1", True), ("signature_2", True)]


def test_a_file_changed_after_it_was_signed_is_not_believed(issuer):
    content = signed(unsigned(), issuer.signer("Karen Prøve"))
    at = content.index(b"/Pages")
    broken = content[:at] + b"/pages" + content[at + 6 :]
    assert not any(each.good for each in digital_signatures(broken, issuer.folder))


def test_what_is_written_into_a_field_after_the_signature_undoes_it(issuer):
    writer = IncrementalPdfFileWriter(BytesIO(signed(unsigned(), issuer.signer("Karen Prøve"))))
    form = writer.root["/AcroForm"]["/Fields"]
    named = next(each for each in form if each.get_object().get("/T") == "pupil_name")
    named.get_object()[NameObject("/V")] = TextStringObject("En anden")
    writer.mark_update(named)
    out = BytesIO()
    writer.write(out)
    (found,) = digital_signatures(out.getvalue(), issuer.folder)
    assert (found.good, found.why) == (False, CHANGED)


def test_more_added_behind_the_signature_undoes_it(issuer):
    content = signed(unsigned(), issuer.signer("Karen Prøve"))
    writer = IncrementalPdfFileWriter(BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[NameObject("/Rotate")] = NumberObject(90)
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    (found,) = digital_signatures(out.getvalue(), issuer.folder)
    assert not found.good
    assert found.why in (CHANGED, BROKEN)


def test_a_visible_signature_has_its_place(issuer):
    box = (50.0, 540.0, 250.0, 580.0)
    (found,) = digital_signatures(signed(unsigned(), issuer.signer("Karen Prøve"), "Sig1", box), issuer.folder)
    assert found.page == 2
    assert found.box == pytest.approx(box, abs=1)


def test_a_file_that_cannot_be_read_proves_nothing(issuer):
    assert digital_signatures(b"%PDF-1.7 /ByteRange nonsense", issuer.folder)[0].why == UNREADABLE


def test_a_file_without_a_signature_has_none(issuer):
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    assert digital_signatures(out.getvalue(), issuer.folder) == ()


def boxes_of(content: bytes, trusted: Path | None) -> list[tuple[Ink, Method, str]]:
    """The signature boxes as the confined child reads them."""
    with ChildReader(trusted=trusted) as reader:
        reading = reader.read(content)
    return [(box.state, box.method, box.why) for box in reading.answers[0].signatures]


@pytest.mark.slow
def test_a_confined_child_takes_a_good_signature_for_signed(issuer):
    both = signed(signed(unsigned(), issuer.signer("Karen Prøve")), issuer.signer("Jens Prøve"), "signature_2")
    found = boxes_of(both, issuer.folder)
    assert [(state, method) for state, method, _ in found] == [(Ink.SIGNED, Method.DIGITAL)] * 2
    assert "Karen Prøve" in found[0][2]
    assert "Jens Prøve" in found[1][2]


@pytest.mark.slow
def test_a_signature_that_is_not_trusted_is_a_person_s_question(issuer):
    one, two = boxes_of(signed(unsigned(), issuer.signer("Karen Prøve")), None)
    assert one == (Ink.UNCERTAIN, Method.DIGITAL, STRANGER)
    assert two[:2] == (Ink.UNCERTAIN, Method.INK)  # nobody knows whom else it may stand for


@pytest.mark.slow
def test_a_signature_belongs_to_the_box_it_is_shown_in(issuer):
    box = next(field.box for field in ELEV.fields if field.name == "signature_2")
    inside = (box[0] + 20, box[1] + 10, box[2] - 200, box[3] - 10)
    one, two = boxes_of(signed(unsigned(), issuer.signer("Jens Prøve"), "Sig1", inside), issuer.folder)
    assert one[0] is Ink.UNCERTAIN
    assert two[:2] == (Ink.SIGNED, Method.DIGITAL)
