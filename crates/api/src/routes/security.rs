//! The rules of signing in.

use crate::can::{Can, People, Read};
use crate::doc::Routes;
use crate::extract::Body;
use crate::problem::{Problem, Result};
use axum::Json;
use signalbox_store::accounts::{self, Security};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Workspace")
        .get(
            "/security",
            "security_show",
            "Show the rules of signing in.",
            show,
        )
        .put(
            "/security",
            "security_update",
            "Set the rules of signing in; passwords that are set already stay.",
            update,
        )
}

async fn show(me: Can<Read>) -> Result<Json<Security>> {
    Ok(Json(me.read(accounts::security).await?))
}

async fn update(me: Can<People>, Body(wanted): Body<Security>) -> Result<Json<Security>> {
    let user = me.user();
    if wanted.two_factor_roles.contains(&user.role) && !user.two_factor {
        let say = "set up your own second factor first: otherwise you would shut yourself out";
        return Err(Problem::invalid("two_factor_roles", say));
    }
    let set = wanted.clone();
    me.write(move |work| Ok(accounts::set_security(&mut work.space(), &set)?))
        .await?;
    Ok(Json(wanted))
}
