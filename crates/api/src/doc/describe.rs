//! What a handler takes and answers, read from its signature.

use super::{Answer, Body as BodyDoc, Endpoint, Parameter};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

/// An endpoint while it is described.
pub struct Sketch<'g> {
    /// What is known so far.
    pub endpoint: Endpoint,
    /// Makes schemas of what is taken.
    pub inputs: &'g mut SchemaGenerator,
    /// Makes schemas of what is answered.
    pub outputs: &'g mut SchemaGenerator,
}

impl Sketch<'_> {
    /// Adds every property of `T` as a parameter of the query.
    pub fn query<T: JsonSchema>(&mut self) {
        let mut schema = T::json_schema(self.inputs);
        let object = schema.ensure_object();
        let required: Vec<String> = object
            .get("required")
            .and_then(|names| serde_json::from_value(names.clone()).ok())
            .unwrap_or_default();
        let Some(Value::Object(properties)) = object.remove("properties") else {
            return;
        };
        self.endpoint
            .query
            .extend(properties.into_iter().map(|(name, schema)| {
                let required = required.contains(&name);
                Parameter {
                    name,
                    schema,
                    required,
                }
            }));
    }

    /// Sets the body to JSON of `T`.
    pub fn body<T: JsonSchema>(&mut self, required: bool) {
        let schema = self.inputs.subschema_for::<T>();
        self.endpoint.body = Some(BodyDoc {
            schema,
            content_type: "application/json",
            required,
        });
    }

    /// Adds an answer with JSON of `T`.
    pub fn answer<T: JsonSchema>(&mut self, status: StatusCode, description: &'static str) {
        let schema = self.outputs.subschema_for::<T>();
        let content = Some(("application/json", schema));
        self.endpoint
            .answers
            .insert(status.as_u16(), Answer { description, content });
    }

    /// Adds an answer that is no JSON of ours.
    pub fn answer_raw(
        &mut self,
        status: StatusCode,
        description: &'static str,
        content_type: Option<&'static str>,
    ) {
        let content = content_type.map(|kind| (kind, schemars::json_schema!({ "type": "string" })));
        self.endpoint
            .answers
            .insert(status.as_u16(), Answer { description, content });
    }
}

/// An argument of a handler.
pub trait Input {
    /// Adds what it means for the route.
    fn describe(_: &mut Sketch) {}
}

impl<S> Input for State<S> {}
impl Input for axum::http::HeaderMap {}
impl Input for axum::http::Extensions {}

/// What a handler returns.
pub trait Output {
    /// Adds the answer.
    fn describe(sketch: &mut Sketch);
}

impl<O: Output> Output for std::result::Result<O, Problem> {
    fn describe(sketch: &mut Sketch) {
        O::describe(sketch);
        Problem::schema(sketch.outputs);
    }
}

impl<T: JsonSchema> Output for Json<T> {
    fn describe(sketch: &mut Sketch) {
        sketch.answer::<T>(StatusCode::OK, "Done");
    }
}

/// 201 with what was made.
#[derive(Debug)]
pub struct Created<T>(pub T);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self.0)).into_response()
    }
}

impl<T: JsonSchema> Output for Created<T> {
    fn describe(sketch: &mut Sketch) {
        sketch.answer::<T>(StatusCode::CREATED, "Made");
    }
}

/// 202 with what was started.
#[derive(Debug)]
pub struct Accepted<T>(pub T);

impl<T: Serialize> IntoResponse for Accepted<T> {
    fn into_response(self) -> Response {
        (StatusCode::ACCEPTED, Json(self.0)).into_response()
    }
}

impl<T: JsonSchema> Output for Accepted<T> {
    fn describe(sketch: &mut Sketch) {
        sketch.answer::<T>(StatusCode::ACCEPTED, "Started");
    }
}

/// 204.
#[derive(Debug)]
pub struct NoContent;

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl Output for NoContent {
    fn describe(sketch: &mut Sketch) {
        sketch.answer_raw(StatusCode::NO_CONTENT, "Done", None);
    }
}

/// A handler whose arguments and answer describe themselves. `D` only tells the shapes apart.
pub trait Described<D> {
    /// Describes the route.
    fn describe(sketch: &mut Sketch);
}

macro_rules! described {
    ($($arg:ident),*) => {
        impl<F, Fut, Out, $($arg),*> Described<($($arg,)*)> for F
        where
            F: Fn($($arg),*) -> Fut,
            Fut: Future<Output = Out>,
            Out: Output,
            $($arg: Input,)*
        {
            fn describe(sketch: &mut Sketch) {
                $($arg::describe(sketch);)*
                Out::describe(sketch);
            }
        }
    };
}
described!();
described!(A1);
described!(A1, A2);
described!(A1, A2, A3);
described!(A1, A2, A3, A4);
described!(A1, A2, A3, A4, A5);
