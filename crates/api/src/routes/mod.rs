//! One file per room of the API.

mod secrets;
mod session;
mod setup;
mod tokens;
mod users;
mod workspace;

use crate::doc::Routes;

/// Every route, chapter by chapter.
pub(crate) fn all(routes: Routes) -> Routes {
    routes
        .with(setup::routes)
        .with(session::routes)
        .with(users::routes)
        .with(tokens::routes)
        .with(workspace::routes)
        .with(secrets::routes)
}
