//! Routes that carry their documentation: a handler is registered together with its name and summary, and what it
//! takes and answers is read from its signature. There is no way to add an undocumented route (decision 0052).

mod describe;
mod openapi;

pub use describe::{Accepted, Created, Described, Input, NoContent, Output, Sketch};

use crate::can::TellsAll;
use crate::server::Shared;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};
use axum::{Extension, Router};
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;
use std::collections::BTreeMap;

/// What the document says about one route.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path under `/api/v1`, with `{names}`.
    pub path: &'static str,
    /// The name of the operation, unique.
    pub id: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The chapter it stands in.
    pub tag: &'static str,
    /// The scope it needs; `None` is open to everybody.
    pub scope: Option<&'static str>,
    /// Parameters of the query.
    pub query: Vec<Parameter>,
    /// What it takes.
    pub body: Option<Body>,
    /// What it answers, by status.
    pub answers: BTreeMap<u16, Answer>,
}

/// A parameter of the query.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// What it may be.
    pub schema: Value,
    /// Whether it must be there.
    pub required: bool,
}

/// A body that is taken.
#[derive(Debug, Clone)]
pub struct Body {
    /// What it may be.
    pub schema: Schema,
    /// Its content type.
    pub content_type: &'static str,
    /// Whether it must be there.
    pub required: bool,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// In words.
    pub description: &'static str,
    /// Its content type and form; `None` has no body.
    pub content: Option<(&'static str, Schema)>,
}

/// Routes and what is known about them.
pub struct Routes {
    router: Router<Shared>,
    endpoints: Vec<Endpoint>,
    inputs: SchemaGenerator,
    outputs: SchemaGenerator,
    tag: &'static str,
    tells_all: bool,
}

/// Methods by which a route can be registered.
macro_rules! methods {
    ($($name:ident => $method:ident),*) => {$(
        /// Registers a handler under this method.
        #[must_use]
        pub fn $name<H, T, D>(self, path: &'static str, id: &'static str, summary: &'static str, handler: H) -> Self
        where
            H: Handler<T, Shared> + Described<D>,
            T: 'static,
        {
            self.add(Method::$method, MethodFilter::$method, path, id, summary, handler)
        }
    )*};
}

impl Default for Routes {
    /// No routes yet.
    fn default() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Self {
            router: Router::new(),
            endpoints: Vec::new(),
            inputs: settings().for_deserialize().into_generator(),
            outputs: settings().for_serialize().into_generator(),
            tag: "",
            tells_all: false,
        }
    }
}

impl Routes {
    /// Starts a chapter: the routes that follow belong to it.
    #[must_use]
    pub fn chapter(self, tag: &'static str) -> Self {
        Self { tag, ..self }
    }

    /// Adds the routes of a module.
    #[must_use]
    pub fn with(self, add: impl FnOnce(Self) -> Self) -> Self {
        add(self)
    }

    /// Adds routes that tell of every record: only who may see all of them may call these.
    #[must_use]
    pub fn telling_all(self, add: impl FnOnce(Self) -> Self) -> Self {
        let marked = add(Self {
            tells_all: true,
            ..self
        });
        Self {
            tells_all: false,
            ..marked
        }
    }

    methods! { get => GET, post => POST, put => PUT, patch => PATCH, delete => DELETE }

    fn add<H, T, D>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Shared> + Described<D>,
        T: 'static,
    {
        let endpoint = Endpoint {
            method,
            path,
            id,
            summary,
            tag: self.tag,
            scope: None,
            query: Vec::new(),
            body: None,
            answers: BTreeMap::new(),
        };
        let mut sketch = Sketch {
            endpoint,
            inputs: &mut self.inputs,
            outputs: &mut self.outputs,
        };
        H::describe(&mut sketch);
        self.endpoints.push(sketch.endpoint);
        let mut route = on(filter, handler);
        if self.tells_all {
            route = route.layer(Extension(TellsAll));
        }
        self.router = self.router.route(path, route);
        self
    }

    /// The router, what the routes are, and the OpenAPI document.
    pub fn finish(self) -> (Router<Shared>, Vec<Endpoint>, Value) {
        let document = openapi::document(&self.endpoints, self.inputs, self.outputs);
        (self.router, self.endpoints, document)
    }
}
