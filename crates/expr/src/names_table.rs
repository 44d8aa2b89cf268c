//! Names the language itself knows: roots, chat built-ins and properties of records (R-1, G-6).

/// Roots of double-brace paths, in their canonical case.
pub const ROOTS: [&str; 20] = [
    "lead",
    "contact",
    "company",
    "client",
    "task",
    "note",
    "message",
    "user",
    "users",
    "date",
    "random",
    "catalogElement",
    "entry",
    "object",
    "tracker",
    "fields",
    "variables",
    "hook",
    "global",
    "event",
];

/// Bare names that mean the chat at hand.
pub const CHAT_NAMES: [&str; 8] = [
    "chatId",
    "username",
    "name",
    "createdAt",
    "stepKey",
    "stepId",
    "message_text",
    "origin",
];

/// Roots whose properties are the language's names, not the user's keys.
const RECORD_ROOTS: [&str; 10] = [
    "lead",
    "contact",
    "company",
    "client",
    "task",
    "note",
    "message",
    "user",
    "users",
    "catalogElement",
];

/// Properties of records (F-80 … F-90), in their canonical case.
const PROPERTIES: [&str; 82] = [
    "id",
    "name",
    "tag",
    "tags",
    "tagsCount",
    "created_at",
    "updated_at",
    "closed_at",
    "created_by",
    "responsible",
    "email",
    "login",
    "group_id",
    "group_name",
    "previousResponsibleId",
    "previousResponsible",
    "cf",
    "cfm",
    "cff",
    "sf",
    "cfyur",
    "previousCf",
    "sale",
    "previousSale",
    "company_id",
    "contactsCount",
    "loss_reason_id",
    "loss_reason",
    "loss_reason_name",
    "pipeline",
    "pipeline_id",
    "status",
    "status_id",
    "next",
    "previous",
    "previousStatus",
    "previousStatusId",
    "previousPipeline",
    "previousPipelineId",
    "source_id",
    "source_name",
    "catalogElementNames",
    "closest_task_at",
    "tasksCount",
    "tasksIds",
    "dialogMessages",
    "dialogLastMessageCreatedAt",
    "dialogLastMessageSender",
    "first_name",
    "last_name",
    "emails",
    "phone",
    "phones",
    "company_name",
    "leadsCount",
    "leadsSum",
    "leadsIds",
    "is_admin",
    "language",
    "text",
    "due_at",
    "result",
    "type",
    "number",
    "price",
    "quantity",
    "main_contact",
    "url",
    "key",
    "currency",
    "kind",
    "direction",
    "duration",
    "author",
    "timezone",
    "position",
    "role",
    "complete_till",
    "is_completed",
    "element_id",
    "element_type",
    "responsible_user_id",
];

/// The canonical spelling of a root: `Leads` → `lead`, `details` → `fields`.
pub(crate) fn canonical_root(name: &str) -> Option<&'static str> {
    let aliases = [
        ("leads", "lead"),
        ("contacts", "contact"),
        ("companies", "company"),
        ("details", "fields"),
    ];
    let alias = aliases
        .iter()
        .find(|(alias, _)| alias.eq_ignore_ascii_case(name))
        .map(|(_, root)| *root);
    alias.or_else(|| in_any_case(&ROOTS, name))
}

pub(crate) fn canonical_chat_name(name: &str) -> Option<&'static str> {
    in_any_case(&CHAT_NAMES, name)
}

/// Whether `name.part` is a piece of the message at hand: `message_text.email`, `message_text.phone` (F-101).
pub(crate) fn is_message_part(name: &str, part: &str) -> bool {
    name.eq_ignore_ascii_case("message_text")
        && (part.eq_ignore_ascii_case("email") || part.eq_ignore_ascii_case("phone"))
}

/// The canonical spelling of a property below a record's root.
pub(crate) fn canonical_property(root: &str, name: &str) -> Option<&'static str> {
    // Salesbots call a lead's budget its price.
    if root == "lead" && name.eq_ignore_ascii_case("price") {
        return Some("sale");
    }
    if !RECORD_ROOTS.contains(&root) && !matches!(root, "date" | "random") {
        return None;
    }
    let own = match root {
        "date" => in_any_case(
            &[
                "now",
                "today",
                "tomorrow",
                "yesterday",
                "nextweek",
                "nextmonth",
                "next",
                "custom",
            ],
            name,
        ),
        "random" => in_any_case(&["str", "num", "float"], name),
        _ => None,
    };
    own.or_else(|| in_any_case(&PROPERTIES, name))
}

fn in_any_case(names: &[&'static str], name: &str) -> Option<&'static str> {
    names
        .iter()
        .find(|known| known.eq_ignore_ascii_case(name))
        .copied()
}
