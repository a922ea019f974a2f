/** @odoo-module **/

import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

/** What is other than usual just now, above the work of those who must know. */
export class Notices extends Component {
    static template = "logistics_sync_base.Notices";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.state = useState({ notices: [] });
        onWillStart(() => {
            // Not waited for: the list is there at once, with or without a notice.
            this.load();
        });
    }

    async load() {
        try {
            this.state.notices = await this.orm.silent.call(
                "logistics.sync.notice",
                "get_notices",
                []
            );
        } catch {
            // No strip would say that all is as usual.
            this.state.notices = [
                {
                    level: "secondary",
                    title: _t("Whether all is as usual could not be found out."),
                    text: _t("Load the page again, or ask your administrator."),
                    path: false,
                },
            ];
        }
    }
}

export class NoticesListController extends ListController {
    static template = "logistics_sync_base.NoticesListView";
    static components = { ...ListController.components, Notices };
}

export class NoticesKanbanController extends KanbanController {
    static template = "logistics_sync_base.NoticesKanbanView";
    static components = { ...KanbanController.components, Notices };
}

const views = registry.category("views");
views.add("logistics_notices_list", { ...listView, Controller: NoticesListController });
views.add("logistics_notices_kanban", {
    ...kanbanView,
    Controller: NoticesKanbanController,
});
