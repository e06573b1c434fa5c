//! Which value each parameter of a template gets.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html>
//!
//! A given value counts first, then that of the stack, then the default. A value of the stack that is merely
//! the
//! *old* template's default gives way to the new one: nobody chose it, and a new image is the reason for most
//! updates.

use std::collections::BTreeMap;

/// A parameter as the template declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its name.
    pub name: String,
    /// Its type, in AWS's words.
    pub kind: String,
    /// Its default.
    pub default: Option<String>,
    /// True when nobody may read its value back.
    pub no_echo: bool,
    /// Its description.
    pub description: String,
}

/// A parameter as the stack has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Previous {
    /// Its value; stars stand for one that may not be read.
    pub value: String,
    /// The default in the template that the stack has.
    pub default: Option<String>,
    /// Whether that template hides the value.
    pub no_echo: bool,
}

/// The value to send for a parameter.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// This.
    Is(String),
    /// The value of the stack.
    Previous,
}

/// A value is never shown: it may be a credential.
impl std::fmt::Debug for Value {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Is(_) => "Is(…)",
            Self::Previous => "Previous",
        })
    }
}

/// The values, and the parameters that have none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chosen {
    /// In the template's order.
    pub values: Vec<(String, Value)>,
    /// Those that must be given.
    pub missing: Vec<Declared>,
}

/// Decides for every parameter.
pub fn choose(
    declared: &[Declared],
    given: &BTreeMap<String, String>,
    previous: &BTreeMap<String, Previous>,
) -> Chosen {
    let mut chosen = Chosen::default();
    for parameter in declared {
        let value = given
            .get(&parameter.name)
            // A file of parameters to fill in has an empty text where nothing is filled in.
            .filter(|value| !value.is_empty() || parameter.default.is_some())
            .map(|value| Value::Is(value.clone()))
            .or_else(|| of_stack(parameter, previous.get(&parameter.name)?))
            .or_else(|| parameter.default.clone().map(Value::Is));
        match value {
            Some(value) => chosen.values.push((parameter.name.clone(), value)),
            None => chosen.missing.push(parameter.clone()),
        }
    }
    chosen
}

fn of_stack(parameter: &Declared, previous: &Previous) -> Option<Value> {
    let Previous { value, default, no_echo } = previous;
    let was_chosen = *no_echo || default.as_ref() != Some(value);
    (was_chosen || parameter.default.is_none()).then_some(Value::Previous)
}

/// The names among these that the template does not declare.
pub fn unknown<'a>(declared: &[Declared], names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    names.into_iter().filter(|name| declared.iter().all(|parameter| parameter.name != *name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(name: &str, default: Option<&str>) -> Declared {
        Declared {
            name: name.to_owned(),
            kind: "String".to_owned(),
            default: default.map(str::to_owned),
            no_echo: false,
            description: String::new(),
        }
    }

    fn one(
        default: Option<&str>,
        given: Option<&str>,
        previous: Option<(&str, Option<&str>)>,
    ) -> Option<Value> {
        let given = given.map(|value| ("A".to_owned(), value.to_owned())).into_iter().collect();
        let previous = previous.map(|(value, default)| {
            let previous = Previous {
                value: value.to_owned(),
                default: default.map(str::to_owned),
                no_echo: value == "****",
            };
            ("A".to_owned(), previous)
        });
        let chosen = choose(&[declared("A", default)], &given, &previous.into_iter().collect());
        assert_eq!(chosen.values.len() + chosen.missing.len(), 1);
        chosen.values.into_iter().next().map(|(_, value)| value)
    }

    #[test]
    fn given_then_previous_then_default() {
        let is = |text: &str| Some(Value::Is(text.to_owned()));
        assert_eq!(one(Some("d"), Some("g"), Some(("p", None))), is("g"));
        assert_eq!(one(Some("d"), None, Some(("p", None))), Some(Value::Previous));
        assert_eq!(one(Some("d"), None, None), is("d"));
        assert_eq!(one(None, None, None), None);
        assert_eq!(one(None, Some(""), None), None);
        assert_eq!(one(None, Some(""), Some(("p", None))), Some(Value::Previous));
        assert_eq!(one(Some("d"), Some(""), None), is(""));
    }

    #[test]
    fn an_old_default_gives_way_and_a_hidden_value_stays() {
        let is = |text: &str| Some(Value::Is(text.to_owned()));
        assert_eq!(one(Some("new"), None, Some(("old", Some("old")))), is("new"));
        assert_eq!(one(Some("new"), None, Some(("mine", Some("old")))), Some(Value::Previous));
        assert_eq!(one(None, None, Some(("old", Some("old")))), Some(Value::Previous));
        assert_eq!(one(Some("new"), None, Some(("****", Some("****")))), Some(Value::Previous));
    }

    #[test]
    fn a_name_that_is_not_declared_is_found() {
        assert_eq!(unknown(&[declared("A", None)], ["A", "B"]), ["B"]);
    }

    #[test]
    fn no_value_is_ever_shown() {
        assert!(!format!("{:?}", Value::Is("hunter2".to_owned())).contains("hunter2"));
    }
}
