# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..codec.paths import ExpressionError, compile_path
from ..core import verifiers


class LogisticsSyncWebhookProfile(models.Model):
    """How one kind of partner signs what it posts; a record, so that it needs no code.

    Shared by all companies: it describes a provider, not a relation with it.
    """

    _name = "logistics.sync.webhook.profile"
    _description = "Way of Signing"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=False)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    method = fields.Selection(
        [
            ("hmac", "Keyed hash of the document (HMAC)"),
            ("rsa", "Signature with the partner's published key (RSA)"),
            ("header_token", "Agreed value in a header"),
            ("basic", "User name and password (HTTP Basic)"),
        ],
        string="How It Is Proven",
        required=True,
        default="hmac",
    )
    signature_header = fields.Char(
        string="Header",
        help="The header that holds the signature or the agreed value, such as "
        "X-Hmac-Signature.",
    )
    prefix = fields.Char(
        string="Text Before It",
        help="What stands before the signature in the header, such as sha256=",
    )
    encoding = fields.Selection(
        [("hex", "Hexadecimal (0-9, a-f)"), ("base64", "Base64")],
        string="Written As",
        required=True,
        default="hex",
    )
    digest = fields.Selection(
        [("sha256", "SHA-256"), ("sha512", "SHA-512"), ("sha1", "SHA-1 (old)")],
        string="Hash",
        required=True,
        default="sha256",
    )
    template = fields.Char(
        string="What Is Signed",
        required=True,
        default="{body}",
        help="{body} is the document as it came. {timestamp}, {id}, {method} and "
        "{path} can stand beside it, as in {timestamp}.{body}",
    )
    timestamp_header = fields.Char(
        string="Header with the Time",
        help="When the partner also signs the time, older requests are refused.",
    )
    tolerance_seconds = fields.Integer(
        string="Accepted For (seconds)",
        default=300,
        help="How far the signed time may be off, in both directions.",
    )
    signature_part = fields.Char(
        help="When one header holds several parts, such as t=17..,v1=ab..: the name "
        "of the signature, here v1."
    )
    timestamp_part = fields.Char(
        string="Time Part", help="And the name of the time, here t."
    )
    key_id_header = fields.Char(
        string="Header with the Key ID",
        help="Which of the partner's published keys was used.",
    )
    secret_encoding = fields.Selection(
        [
            ("text", "As it is"),
            ("base64", "Base64"),
            ("hex", "Hexadecimal"),
            ("whsec", "Standard Webhooks (whsec_...)"),
        ],
        string="The Secret Is Written",
        required=True,
        default="text",
    )
    normalize_secret = fields.Boolean(
        string="Split Accents in the Secret",
        help="Bring letters with accents of the secret to Unicode form NFKD first.",
    )
    id_header = fields.Char(
        string="Header with the Document's ID",
        help="By it a repeated document is recognised, such as webhook-id.",
    )
    id_expression = fields.Char(
        string="Field with the Document's ID",
        help="JMESPath into the JSON document, such as id or event_id. Without header "
        "and field, a document is recognised by its content.",
    )
    note = fields.Text(help="What whoever connects the next partner should know.")
    summary = fields.Char(compute="_compute_summary", string="In Short")

    _name_unique = models.UniqueIndex("(name)", "This name is taken.")
    _tolerance_positive = models.Constraint(
        "CHECK(tolerance_seconds > 0)", "The time accepted must be above zero."
    )

    @api.constrains(
        "method",
        "signature_header",
        "template",
        "timestamp_header",
        "timestamp_part",
        "id_header",
        "key_id_header",
        "digest",
        "id_expression",
    )
    def _check_profile(self):
        for profile in self:
            try:
                verifiers.check_profile(profile._get_core())
                if profile.id_expression:
                    compile_path(profile.id_expression)
            except (verifiers.BadProfile, ExpressionError) as error:
                raise ValidationError(
                    self.env._(
                        "%(name)s: %(problem)s", name=profile.name, problem=error
                    )
                ) from error

    @api.depends(
        "method", "signature_header", "prefix", "encoding", "digest", "template"
    )
    def _compute_summary(self):
        for profile in self:
            header = profile.signature_header or ""
            digest = (profile.digest or "").upper()
            if profile.method == "basic":
                profile.summary = self.env._("User name and password with each request")
            elif profile.method == "header_token":
                profile.summary = self.env._("An agreed value in the header %s", header)
            elif profile.method == "rsa":
                profile.summary = self.env._(
                    "RSA-%(digest)s of %(template)s in the header %(header)s",
                    digest=digest,
                    template=profile.template,
                    header=header,
                )
            else:
                profile.summary = self.env._(
                    "HMAC-%(digest)s of %(template)s in the header %(header)s",
                    digest=digest,
                    template=profile.template,
                    header=header,
                )

    @api.private
    def _get_core(self):
        """The verifier's Profile of this record."""
        self.ensure_one()
        names = verifiers.Profile.__dataclass_fields__
        return verifiers.Profile(**{name: self[name] or "" for name in names})

    @api.private
    def _get_document_id(self, arrival, load):
        """What the partner calls this document, or an empty text.

        ``load`` gives the parsed JSON document, None for what is not JSON.
        """
        self.ensure_one()
        if self.id_header:
            return arrival.get(self.id_header)
        if not self.id_expression:
            return ""
        try:
            value = compile_path(self.id_expression)(load())
        except ExpressionError:
            return ""
        usable = isinstance(value, (str, int)) and not isinstance(value, bool)
        return str(value).strip() if usable else ""

    def copy_data(self, default=None):
        return [
            dict(values, name=self.env._("%s (copy)", profile.name))
            for profile, values in zip(self, super().copy_data(default), strict=True)
        ]
