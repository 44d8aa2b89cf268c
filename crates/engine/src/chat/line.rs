//! Lines between the messages: what happened in a dialog.

use super::say::Saying;
use super::talk::Talk;
use crate::error::Result;
use crate::work::Work;
use signalbox_model::dialog::{Body, Line, MessageAuthor, MessageState};
use signalbox_model::notice::NoticeKind;
use signalbox_model::record::Author;

impl Work<'_, '_> {
    /// Writes a line into a dialog. Whom somebody else gives it to is told.
    pub(crate) fn line(&mut self, talk: &Talk, line: Line, author: &Author) -> Result<()> {
        let user = match author {
            Author::User { user } => Some(*user),
            _ => None,
        };
        if let Line::Assigned { user: Some(to) } = line
            && user != Some(to)
        {
            let subject = talk.row.id.to_string();
            self.notice(Some(to), NoticeKind::DialogAssigned, &subject, talk.row.id.0)?;
        }
        let saying = Saying {
            author: MessageAuthor::System,
            user,
            state: MessageState::Confirmed,
            ..Saying::new(Body::Line(line))
        };
        self.put_message(talk, saying).map(drop)
    }
}
