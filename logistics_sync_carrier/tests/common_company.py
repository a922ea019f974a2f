# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


class MainCompany:
    """Mixed into a case of AccountTestInvoicingCommon: it has the main company.

    Making a company with its chart of accounts takes longer than most tests. Only a
    database in which somebody has booked already needs one.
    """

    @classmethod
    def setup_independent_company(cls, **kwargs):
        company = cls.env.ref("base.main_company")
        is_used = cls.env["account.move"].sudo().search_count([], limit=1)
        if kwargs or is_used or not company.chart_template:
            return super().setup_independent_company(**kwargs)
        return company
