//! What a call gives the parameters of its operation: texts, and what is done to them.

use super::ValueType;
use crate::text::Scalar;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A text with what is done to it before it becomes the value of a parameter. Written as a plain text when nothing is.
#[derive(Debug, Clone, Default, PartialEq, JsonSchema)]
#[schemars(with = "MappedText")]
pub struct Mapped {
    /// The value; a template.
    pub value: Scalar,
    /// Its type, where the operation declares none.
    pub value_type: Option<ValueType>,
    /// Values that become others.
    pub map: BTreeMap<String, String>,
    /// What a value becomes that the map does not name; itself when absent.
    pub otherwise: Option<Scalar>,
    /// What stands in for an empty value.
    pub fallback: Option<Scalar>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum MappedText {
    Plain(Scalar),
    Full(MappedFull),
}

/// The value of a parameter, written out.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MappedFull {
    /// The value; a template.
    value: Scalar,
    /// Its type, where the operation declares none.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    value_type: Option<ValueType>,
    /// Values that become others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    map: BTreeMap<String, String>,
    /// What a value becomes that the map does not name; itself when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    otherwise: Option<Scalar>,
    /// What stands in for an empty value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fallback: Option<Scalar>,
}

impl Serialize for Mapped {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let plain = Self {
            value: self.value.clone(),
            ..Self::default()
        };
        if *self == plain {
            return self.value.serialize(s);
        }
        let Self {
            value,
            value_type,
            map,
            otherwise,
            fallback,
        } = self.clone();
        MappedFull {
            value,
            value_type,
            map,
            otherwise,
            fallback,
        }
        .serialize(s)
    }
}

impl<'de> Deserialize<'de> for Mapped {
    // By hand, since an untagged enum would lose what is wrong in the longer form.
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(d)? {
            serde_json::Value::Object(map) => {
                let MappedFull {
                    value,
                    value_type,
                    map,
                    otherwise,
                    fallback,
                } = crate::tagged::payload(map)?;
                Ok(Self {
                    value,
                    value_type,
                    map,
                    otherwise,
                    fallback,
                })
            }
            plain => Ok(Self {
                value: Scalar::deserialize(plain).map_err(serde::de::Error::custom)?,
                ..Self::default()
            }),
        }
    }
}

/// Values by the name of their parameter; the order is kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(pub Vec<(String, Mapped)>);

impl Values {
    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&Mapped> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, mapped)| mapped)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Values {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.0.iter().map(|(name, mapped)| (name, mapped)))
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let read = |(name, value): (String, serde_json::Value)| {
            let mapped =
                Mapped::deserialize(value).map_err(|fault| D::Error::custom(format!("{name}: {fault}")))?;
            Ok((name, mapped))
        };
        let map = serde_json::Map::deserialize(d)?;
        Ok(Self(map.into_iter().map(read).collect::<Result<_, D::Error>>()?))
    }
}

impl JsonSchema for Values {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "MappedValues".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mapped = generator.subschema_for::<Mapped>();
        schemars::json_schema!({ "type": "object", "additionalProperties": mapped })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_value_stays_plain_and_the_order_is_kept() {
        let text = r#"{"b":"{x}","a":{"value":"{y}","map":{"1":"one"}},"n":"12"}"#;
        let values: Values = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&values).unwrap(), text);
        assert_eq!(values.get("a").unwrap().map["1"], "one");
    }

    #[test]
    fn a_fault_names_its_parameter_and_its_place() {
        let fault = serde_json::from_str::<Values>(r#"{"a":{"value":"1","maps":{}}}"#).unwrap_err();
        assert!(fault.to_string().starts_with("a: "), "{fault}");
        assert!(fault.to_string().contains("maps"), "{fault}");
    }
}
