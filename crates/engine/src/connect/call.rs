//! A call of an operation becomes a request: every value is rendered, mapped and typed, and tells what came of it.

use super::typed::{mapped, typed};
use super::{Connection, is_of_body};
use crate::error::{EngineError, Result};
use crate::run::Run;
use crate::work::Work;
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_expr::{Context, Value};
use signalbox_model::JobId;
use signalbox_model::action::{CallOperation, Method};
use signalbox_model::connection::{
    BodyForm, Credential, Fixed, Mapped, Operation, Parameter, Place, ValueType,
};
use signalbox_model::job::{Call, Request};
use signalbox_wire::body::{EmptyValues, JsonScalar, form_encode, json_from_paths};
use signalbox_wire::seat::SEAT;

/// What came of the value of one parameter.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FieldResult {
    /// The parameter.
    pub name: String,
    /// What is sent; nothing when it is empty.
    pub value: String,
    /// Why it cannot be sent.
    pub fault: Option<String>,
    /// What should be known about it.
    pub notices: Vec<String>,
}

/// A call made ready, as far as that was possible.
#[derive(Debug)]
pub(crate) struct Composed {
    /// What came of each parameter.
    pub fields: Vec<FieldResult>,
    /// The request, without the secrets of the connection; why there is none.
    pub request: std::result::Result<Request, String>,
    /// Notices of texts that belong to no parameter.
    pub notices: Vec<String>,
}

/// What texts of a manifest may know of a call.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CallNames(Option<JobId>);

impl CallNames {
    pub fn get(self, name: &str) -> Option<String> {
        let id = self.0?;
        match name {
            "call.id" => Some(id.to_string()),
            "call.guid" => Some(guid(id)),
            _ => None,
        }
    }
}

/// The id of a call as other systems want it: a UUID of version 8, the same at every try.
fn guid(id: JobId) -> String {
    let hex = format!("{:016x}", id.0);
    format!(
        "{}-{}-8{}-8{}00-000000000000",
        &hex[..8],
        &hex[8..12],
        &hex[12..15],
        &hex[15..]
    )
}

/// A parameter of a call with its value.
struct Filled<'c> {
    name: &'c str,
    place: Place,
    value: JsonScalar,
}

/// What stands where a secret will: it is put in when the request leaves.
fn seat() -> JsonScalar {
    JsonScalar::Text(SEAT.to_owned())
}

/// Makes a call ready. The manifest decides its form, the call its values.
pub(crate) fn compose(
    work: &mut Work,
    run: &Run,
    call: &CallOperation,
    connection: &Connection,
    id: JobId,
) -> Result<Composed> {
    let Some(operation) = connection.operation(&call.operation) else {
        return Err(EngineError::Conflict(format!(
            "connections of the kind `{}` know no operation `{}`",
            connection.stored.settings.kind, call.operation
        )));
    };
    let mut fields = Vec::new();
    let mut filled = Vec::new();
    for parameter in connection.parameters(operation) {
        let given = call.values.get(&parameter.name);
        let default = Mapped {
            value: parameter.default.as_str().into(),
            ..Mapped::default()
        };
        let shape = (parameter.name.as_str(), parameter.value_type, parameter.place);
        one(
            work,
            run,
            shape,
            given.unwrap_or(&default),
            Some(parameter),
            (&mut fields, &mut filled),
        )?;
    }
    for (name, given) in &call.values.0 {
        if connection.parameters(operation).any(|known| known.name == *name) {
            continue;
        }
        let shape = (name.as_str(), given.value_type.unwrap_or_default(), Place::Body);
        one(work, run, shape, given, None, (&mut fields, &mut filled))?;
        if !operation.open {
            let say = format!("the operation takes no `{name}`: leave it out");
            if let Some(field) = fields.last_mut() {
                field.fault = Some(say);
            }
        }
    }
    let mut notices = Vec::new();
    let fault = fields
        .iter()
        .find_map(|field| Some(format!("`{}`: {}", field.name, field.fault.as_ref()?)));
    let request = match fault {
        Some(fault) => Err(fault),
        None => Maker {
            work,
            run,
            call,
            connection,
            operation,
            id,
        }
        .request(&filled, &mut notices)?,
    };
    Ok(Composed {
        fields,
        request,
        notices,
    })
}

type Out<'o, 'c> = (&'o mut Vec<FieldResult>, &'o mut Vec<Filled<'c>>);

fn one<'c>(
    work: &mut Work,
    run: &Run,
    (name, value_type, place): (&'c str, ValueType, Place),
    given: &Mapped,
    declared: Option<&Parameter>,
    (fields, filled): Out<'_, 'c>,
) -> Result<()> {
    let (value, notices) = evaluated(work, run, given)?;
    let typed = typed(&value, value_type, &work.defs.zone);
    let is_empty = value.to_text().trim().is_empty();
    let fault = match &typed {
        Err(reason) => Some(reason.clone()),
        Ok(_) if is_empty && declared.is_some_and(|declared| declared.required) => {
            Some("it must not be empty: give it a value, or a fallback".to_owned())
        }
        Ok(_) => None,
    };
    let value = typed.unwrap_or(JsonScalar::Text(String::new()));
    fields.push(FieldResult {
        name: name.to_owned(),
        value: text_of(&value),
        fault,
        notices,
    });
    filled.push(Filled { name, place, value });
    Ok(())
}

/// The value of a mapping: rendered, put through the value map, and replaced when it is empty.
fn evaluated(work: &mut Work, run: &Run, given: &Mapped) -> Result<(Value, Vec<String>)> {
    let (mut value, mut notices) = rendered(work, run, &given.value.0)?;
    if let Some(becomes) = mapped(given, &value.to_text()) {
        let (other, more) = rendered(work, run, &becomes)?;
        value = other;
        notices.extend(more);
    }
    if let Some(fallback) = &given.fallback
        && value.to_text().trim().is_empty()
    {
        let (other, more) = rendered(work, run, &fallback.0)?;
        value = other;
        notices.extend(more);
    }
    Ok((value, notices))
}

fn rendered(work: &mut Work, run: &Run, source: &str) -> Result<(Value, Vec<String>)> {
    let template = work.defs.template(source);
    if let Some(text) = template.is_literal() {
        return Ok((Value::text(text), Vec::new()));
    }
    let (value, notices) = work.with_scope(run, |scope| template.value(scope))?;
    Ok((value, notices.into_iter().map(|notice| notice.message).collect()))
}

/// A value as it stands in an address, a form or a list.
fn text_of(value: &JsonScalar) -> String {
    match value {
        JsonScalar::Text(text) | JsonScalar::Number(text) | JsonScalar::Json(text) => text.clone(),
        JsonScalar::Bool(yes) => yes.to_string(),
        JsonScalar::Null => String::new(),
    }
}

struct Maker<'m, 'w, 'a> {
    work: &'m mut Work<'w, 'a>,
    run: &'m Run,
    call: &'m CallOperation,
    connection: &'m Connection,
    operation: &'m Operation,
    id: JobId,
}

impl Maker<'_, '_, '_> {
    fn request(
        mut self,
        filled: &[Filled],
        notices: &mut Vec<String>,
    ) -> Result<std::result::Result<Request, String>> {
        let url = match self.url(filled, notices)? {
            Ok(url) => url,
            Err(fault) => return Ok(Err(fault)),
        };
        let mut own = Vec::new();
        for field in filled.iter().filter(|field| field.place == Place::Header) {
            own.push((field.name.to_owned(), text_of(&field.value)));
        }
        if self.operation.free {
            for (name, value) in &self.call.headers {
                own.push((name.clone(), self.render(&value.0, Context::Header, notices)?));
            }
        }
        let mut headers = self.connection.headers(&self.operation.headers, &own)?;
        let method = self
            .call
            .method
            .filter(|_| self.operation.free)
            .unwrap_or(self.operation.method);
        let (body, content_type) = match self.body(filled, method) {
            Ok(body) => body,
            Err(fault) => return Ok(Err(fault)),
        };
        let names_type = headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if let Some(content_type) = content_type.filter(|_| !names_type) {
            headers.push(("content-type".into(), content_type.into()));
        }
        Ok(Ok(Request {
            method,
            url,
            headers,
            body,
            sign_with: None,
            follow_redirects: false,
            listen: None,
            dialog: None,
            call: Some(Call {
                connection: self.call.connection.clone(),
                operation: self.call.operation.clone(),
                scenario: Some(self.run.scenario).filter(|scenario| scenario.0 != 0),
            }),
        }))
    }

    fn render(&mut self, source: &str, context: Context, notices: &mut Vec<String>) -> Result<String> {
        let rendered = self.work.render(self.run, source, context)?;
        notices.extend(rendered.notices.into_iter().map(|notice| notice.message));
        Ok(rendered.text.trim().to_owned())
    }

    fn url(
        &mut self,
        filled: &[Filled],
        notices: &mut Vec<String>,
    ) -> Result<std::result::Result<String, String>> {
        let path = match self.call.path.as_ref().filter(|_| self.operation.free) {
            Some(path) => self.render(&path.0, Context::Url, notices)?,
            None => match self.path(filled)? {
                Ok(path) => path,
                Err(fault) => return Ok(Err(fault)),
            },
        };
        let mut query = Vec::new();
        for given in &self.operation.query {
            if self.connection.holds(given.when.as_ref()) {
                query.push((
                    given.name.clone(),
                    self.connection.filled(&given.value, CallNames(Some(self.id)))?,
                ));
            }
        }
        for field in filled.iter().filter(|field| field.place == Place::Query) {
            query.push((field.name.to_owned(), text_of(&field.value)));
        }
        query.retain(|(_, value)| !value.is_empty());
        let mut path = signalbox_wire::body::drop_empty_query(&path);
        if !query.is_empty() {
            path.push(if path.contains('?') { '&' } else { '?' });
            path.push_str(&form_encode(&query));
        }
        Ok(self.connection.address(&path))
    }

    /// The path of the operation. A part that comes from outside is one step of it, whatever it holds.
    fn path(&self, filled: &[Filled]) -> Result<std::result::Result<String, String>> {
        let mut fault = None;
        let look_up = |name: &str| {
            let of_path = |field: &&Filled| field.place == Place::Path && field.name == name;
            let Some(field) = filled.iter().find(of_path) else {
                return self.connection.setting(name).map(str::to_owned);
            };
            let text = text_of(&field.value);
            if text.is_empty() || matches!(text.as_str(), "." | "..") {
                fault = Some(format!("`{name}`: `{text}` cannot be a part of an address"));
            }
            Some(
                url::form_urlencoded::byte_serialize(text.as_bytes())
                    .collect::<String>()
                    .replace('+', "%20"),
            )
        };
        let path = signalbox_wire::fill::fill(&self.operation.path, look_up);
        let path = path.map_err(|unknown| EngineError::Conflict(unknown.to_string()))?;
        Ok(fault.map_or(Ok(path), Err))
    }

    /// What the body always holds.
    fn fixed(&self) -> std::result::Result<Vec<(String, JsonScalar)>, String> {
        let one = |fixed: &Fixed| {
            let text = self.connection.filled(&fixed.value, CallNames(Some(self.id)));
            let text = text.map_err(|error| error.to_string())?;
            let value = typed(&Value::text(&text), fixed.value_type, &self.work.defs.zone);
            Ok((
                fixed.name.clone(),
                value.map_err(|why| format!("`{}`: {why}", fixed.name))?,
            ))
        };
        self.operation.fixed.iter().map(one).collect()
    }

    /// The places of secrets that travel in a JSON body.
    fn seats(&self) -> impl Iterator<Item = (String, JsonScalar)> {
        let auth = self.connection.kind.iter().flat_map(|kind| &kind.auth);
        auth.filter_map(|credential| match credential {
            Credential::Body(given) if self.connection.holds(given.when.as_ref()) => {
                Some((given.name.clone(), seat()))
            }
            _ => None,
        })
    }

    fn body(
        &self,
        filled: &[Filled],
        method: Method,
    ) -> std::result::Result<(String, Option<&'static str>), String> {
        if method == Method::Get || self.operation.body == BodyForm::None {
            return Ok((String::new(), None));
        }
        let given = filled.iter().filter(|field| field.place == Place::Body);
        let given = given.map(|field| (self.operation.place_of(field.name), field.value.clone()));
        let fixed = self.fixed()?;
        match self.operation.body {
            BodyForm::Json => {
                let empty = match self.call.send_empty {
                    true => EmptyValues::Send,
                    false => EmptyValues::Drop,
                };
                let all = fixed.into_iter().chain(self.seats()).chain(given);
                let body = json_from_paths(&all.collect::<Vec<_>>(), empty);
                Ok((body.map_err(|fault| fault.to_string())?, Some("application/json")))
            }
            _ => {
                let pairs = fixed.into_iter().chain(given);
                let pairs = pairs.map(|(name, value)| (name, text_of(&value)));
                let pairs = pairs.filter(|(_, value)| self.call.send_empty || !value.is_empty());
                Ok((
                    form_encode(&pairs.collect::<Vec<_>>()),
                    Some("application/x-www-form-urlencoded"),
                ))
            }
        }
    }
}

/// The parameters a call leaves empty although the operation needs them.
pub(crate) fn missing<'c>(
    connection: &'c Connection,
    operation: &'c Operation,
    call: &'c CallOperation,
) -> impl Iterator<Item = &'c Parameter> {
    connection.parameters(operation).filter(move |parameter| {
        let given = call.values.get(&parameter.name);
        let is_given =
            given.is_some_and(|mapped| !mapped.value.0.trim().is_empty() || mapped.fallback.is_some());
        parameter.required && !is_given && parameter.default.is_empty()
    })
}

/// The names of body parameters of a call, for finding those that contradict each other.
pub(crate) fn body_names<'c>(
    connection: &'c Connection,
    operation: &'c Operation,
    call: &'c CallOperation,
) -> Vec<(String, JsonScalar)> {
    let declared = connection
        .parameters(operation)
        .filter(|parameter| is_of_body(parameter));
    let known = |name: &str| {
        connection
            .parameters(operation)
            .any(|parameter| parameter.name == name)
    };
    let more = call
        .values
        .0
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| !known(name));
    declared
        .map(|parameter| parameter.name.as_str())
        .chain(more)
        .map(|name| operation.place_of(name))
        .chain(operation.fixed.iter().map(|fixed| fixed.name.clone()))
        .map(|place| (place, JsonScalar::Null))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guid_of_a_call_is_a_uuid_and_its_own() {
        let one = guid(JobId(0x0123_4567_89ab_cdef));
        assert_eq!(one, "01234567-89ab-8cde-8f00-000000000000");
        assert_ne!(one, guid(JobId(0x0123_4567_89ab_cdee)));
    }
}
