//! Files: uploaded, fetched from an address, or known by their id.

use crate::call::{Params, Refusal, Upload};
use bytes::Bytes;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Bytes of an uploaded photo (T-4).
const PHOTO: usize = 10 << 20;
/// Bytes of any other uploaded file.
const OTHER: usize = 50 << 20;
/// Bytes of a file that a bot may fetch.
const FETCH: usize = 20 << 20;

/// A file.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub id: String,
    pub name: String,
    pub mime: Option<String>,
    pub size: usize,
    /// Not kept for files whose content does not matter.
    pub bytes: Bytes,
}

/// The files.
#[derive(Debug, Default)]
pub(crate) struct Files {
    by_id: HashMap<String, File>,
}

impl Files {
    /// Keeps a file. `size` may be more than there are bytes, so that tests need not make large ones.
    pub fn add(&mut self, name: &str, mime: Option<String>, bytes: Bytes, size: usize) -> File {
        let id = format!("FILE{}", self.by_id.len() + 1);
        let file = File {
            id: id.clone(),
            name: name.to_owned(),
            mime,
            size: size.max(bytes.len()),
            bytes,
        };
        self.by_id.insert(id, file.clone());
        file
    }

    pub fn get(&self, id: &str) -> Option<&File> {
        self.by_id.get(id)
    }

    /// The file a parameter means: an upload, `attach://name`, an id, or an address that was fetched beforehand.
    pub fn meant(
        &mut self,
        params: &Params,
        field: &str,
        value: Option<&str>,
        is_photo: bool,
    ) -> Result<File, Refusal> {
        let upload = match value.and_then(|text| text.strip_prefix("attach://")) {
            Some(name) => Some(
                params
                    .uploads
                    .get(name)
                    .ok_or_else(|| Refusal::bad("file to send not found"))?,
            ),
            None => params.uploads.get(field),
        };
        if let Some(upload) = upload {
            return self.upload(upload, is_photo);
        }
        let value = value.ok_or_else(|| Refusal::bad(&format!("there is no {field} in the request")))?;
        if value.starts_with("http://") || value.starts_with("https://") {
            let name = value.rsplit('/').next().unwrap_or_default().to_owned();
            return Ok(self.add(&name, None, Bytes::new(), 0));
        }
        self.get(value)
            .cloned()
            .ok_or_else(|| Refusal::bad("wrong file identifier/HTTP URL specified"))
    }

    fn upload(&mut self, upload: &Upload, is_photo: bool) -> Result<File, Refusal> {
        let size = upload.bytes.len();
        if size == 0 {
            return Err(Refusal::bad("file must be non-empty"));
        }
        if size > if is_photo { PHOTO } else { OTHER } {
            return Err(Refusal::new(413, "Request Entity Too Large"));
        }
        Ok(self.add(&upload.name, upload.mime.clone(), upload.bytes.clone(), size))
    }

    /// What `getFile` tells.
    pub fn described(&self, id: &str) -> Result<Value, Refusal> {
        let file = self.get(id).ok_or_else(|| Refusal::bad("invalid file_id"))?;
        if file.size > FETCH {
            return Err(Refusal::bad("file is too big"));
        }
        Ok(json!({
            "file_id": file.id,
            "file_unique_id": format!("U{}", file.id),
            "file_size": file.size,
            "file_path": format!("files/{}", file.id),
        }))
    }
}

/// The part of a message that shows a file as `kind`.
pub(crate) fn shown(kind: &str, file: &File) -> Value {
    let mut whole = json!({
        "file_id": file.id,
        "file_unique_id": format!("U{}", file.id),
        "file_size": file.size,
    });
    let mut add = |fields: Value| {
        if let (Some(whole), Value::Object(fields)) = (whole.as_object_mut(), fields) {
            whole.extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
        }
    };
    let (name, mime) = (&file.name, &file.mime);
    match kind {
        "photo" => add(json!({"width": 800, "height": 600})),
        "video" => {
            add(json!({"width": 640, "height": 480, "duration": 3, "file_name": name, "mime_type": mime}))
        }
        "animation" => {
            add(json!({"width": 320, "height": 240, "duration": 2, "file_name": name, "mime_type": mime}))
        }
        "audio" => add(json!({"duration": 30, "file_name": name, "mime_type": mime})),
        "voice" => add(json!({"duration": 4, "mime_type": "audio/ogg"})),
        "video_note" => add(json!({"length": 240, "duration": 5})),
        "sticker" => add(json!({
            "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false,
        })),
        _ => add(json!({"file_name": name, "mime_type": mime})),
    }
    if kind == "photo" { json!([whole]) } else { whole }
}
