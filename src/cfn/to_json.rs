//! Typed parts of a template → JSON, by way of `serde`.

use std::borrow::Cow;

use compact_str::CompactString;
use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::{Error, Number};

use super::{Json, Object};

impl Json {
    /// A typed part of a template.
    pub fn of_part<T: Serialize + ?Sized>(part: &T) -> Self {
        part.serialize(ToJson).expect("internal error: a part of a template has string keys only")
    }
}

/// Makes JSON of what is serialized.
struct ToJson;

/// Items of an array, one by one.
struct Items(Vec<Json>);

/// Entries of an object, one by one.
struct Entries {
    object: Object,
    /// The key whose value comes next.
    key: Cow<'static, str>,
}

/// A variant of an enumeration that holds something: an object of one entry.
struct Variant<T> {
    name: &'static str,
    content: T,
}

impl Serializer for ToJson {
    type Ok = Json;
    type Error = Error;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Variant<Items>;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Variant<Entries>;

    fn serialize_bool(self, truth: bool) -> Result<Json, Error> {
        Ok(truth.into())
    }

    fn serialize_i8(self, number: i8) -> Result<Json, Error> {
        self.serialize_i64(number.into())
    }

    fn serialize_i16(self, number: i16) -> Result<Json, Error> {
        self.serialize_i64(number.into())
    }

    fn serialize_i32(self, number: i32) -> Result<Json, Error> {
        self.serialize_i64(number.into())
    }

    fn serialize_i64(self, number: i64) -> Result<Json, Error> {
        Ok(Json::Number(number.into()))
    }

    fn serialize_u8(self, number: u8) -> Result<Json, Error> {
        self.serialize_u64(number.into())
    }

    fn serialize_u16(self, number: u16) -> Result<Json, Error> {
        self.serialize_u64(number.into())
    }

    fn serialize_u32(self, number: u32) -> Result<Json, Error> {
        self.serialize_u64(number.into())
    }

    fn serialize_u64(self, number: u64) -> Result<Json, Error> {
        Ok(Json::Number(number.into()))
    }

    fn serialize_f32(self, number: f32) -> Result<Json, Error> {
        self.serialize_f64(number.into())
    }

    fn serialize_f64(self, number: f64) -> Result<Json, Error> {
        Ok(Number::from_f64(number).map_or(Json::Null, Json::Number))
    }

    fn serialize_char(self, character: char) -> Result<Json, Error> {
        Ok(character.to_string().into())
    }

    fn serialize_str(self, text: &str) -> Result<Json, Error> {
        Ok(CompactString::from(text).into())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<Json, Error> {
        bytes.serialize(self)
    }

    fn serialize_none(self) -> Result<Json, Error> {
        Ok(Json::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Json, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Json, Error> {
        Ok(Json::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Json, Error> {
        Ok(Json::Null)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Json, Error> {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<Json, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Json, Error> {
        Ok(of_variant(variant, value.serialize(self)?))
    }

    fn serialize_seq(self, count: Option<usize>) -> Result<Items, Error> {
        Ok(Items(Vec::with_capacity(count.unwrap_or_default())))
    }

    fn serialize_tuple(self, count: usize) -> Result<Items, Error> {
        self.serialize_seq(Some(count))
    }

    fn serialize_tuple_struct(self, _name: &'static str, count: usize) -> Result<Items, Error> {
        self.serialize_seq(Some(count))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        count: usize,
    ) -> Result<Variant<Items>, Error> {
        Ok(Variant { name: variant, content: self.serialize_seq(Some(count))? })
    }

    fn serialize_map(self, count: Option<usize>) -> Result<Entries, Error> {
        let object = Object::with_capacity(count.unwrap_or_default());
        Ok(Entries { object, key: Cow::Borrowed("") })
    }

    fn serialize_struct(self, _name: &'static str, count: usize) -> Result<Entries, Error> {
        self.serialize_map(Some(count))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        count: usize,
    ) -> Result<Variant<Entries>, Error> {
        Ok(Variant { name: variant, content: self.serialize_map(Some(count))? })
    }
}

fn of_variant(name: &'static str, content: Json) -> Json {
    let mut object = Object::with_capacity(1);
    object.push(name, content);
    object.into()
}

impl SerializeSeq for Items {
    type Ok = Json;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        self.0.push(item.serialize(ToJson)?);
        Ok(())
    }

    fn end(self) -> Result<Json, Error> {
        Ok(Json::Array(self.0))
    }
}

impl SerializeTuple for Items {
    type Ok = Json;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        SerializeSeq::serialize_element(self, item)
    }

    fn end(self) -> Result<Json, Error> {
        SerializeSeq::end(self)
    }
}

impl SerializeTupleStruct for Items {
    type Ok = Json;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        SerializeSeq::serialize_element(self, item)
    }

    fn end(self) -> Result<Json, Error> {
        SerializeSeq::end(self)
    }
}

impl SerializeTupleVariant for Variant<Items> {
    type Ok = Json;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        SerializeSeq::serialize_element(&mut self.content, item)
    }

    fn end(self) -> Result<Json, Error> {
        Ok(of_variant(self.name, SerializeSeq::end(self.content)?))
    }
}

impl SerializeMap for Entries {
    type Ok = Json;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key = match key.serialize(ToJson)? {
            Json::String(text) => text.into_string().into(),
            Json::Number(number) => number.to_string().into(),
            Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => {
                return Err(Error::custom("a key is neither text nor number"));
            }
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.object.push(std::mem::take(&mut self.key), value.serialize(ToJson)?);
        Ok(())
    }

    fn end(self) -> Result<Json, Error> {
        Ok(self.object.into())
    }
}

impl SerializeStruct for Entries {
    type Ok = Json;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.object.push(key, value.serialize(ToJson)?);
        Ok(())
    }

    fn end(self) -> Result<Json, Error> {
        Ok(self.object.into())
    }
}

impl SerializeStructVariant for Variant<Entries> {
    type Ok = Json;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        SerializeStruct::serialize_field(&mut self.content, key, value)
    }

    fn end(self) -> Result<Json, Error> {
        Ok(of_variant(self.name, SerializeStruct::end(self.content)?))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::Json;

    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Everything {
        none: Option<u8>,
        some: Option<i64>,
        numbers: (i8, u64, f32, f64, f64),
        text: &'static str,
        letter: char,
        unit: (),
        empty: Empty,
        wrapped: Wrapped,
        pair: Pair,
        variants: Vec<Variants>,
        by_number: BTreeMap<u16, bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        skipped: Option<bool>,
        #[serde(flatten)]
        flat: BTreeMap<&'static str, Vec<u8>>,
    }

    #[derive(Serialize)]
    struct Empty;

    #[derive(Serialize)]
    struct Wrapped(&'static str);

    #[derive(Serialize)]
    struct Pair(u8, u8);

    #[derive(Serialize)]
    enum Variants {
        Unit,
        One(u8),
        Two(u8, u8),
        Named { a: u8, b: Option<u8> },
    }

    #[test]
    fn it_is_what_serde_json_makes() {
        let everything = Everything {
            none: None,
            some: Some(-5),
            numbers: (-1, u64::MAX, 0.1, 1.5, f64::NAN),
            text: "text",
            letter: 'ü',
            unit: (),
            empty: Empty,
            wrapped: Wrapped("inside"),
            pair: Pair(1, 2),
            variants: vec![
                Variants::Unit,
                Variants::One(1),
                Variants::Two(1, 2),
                Variants::Named { a: 1, b: None },
            ],
            by_number: BTreeMap::from([(80, true), (443, false)]),
            skipped: None,
            flat: BTreeMap::from([("z", vec![1]), ("y", vec![])]),
        };
        // As text, because equal maps may differ in their order.
        let expected = serde_json::to_value(&everything).unwrap().to_string();
        assert_eq!(Json::of_part(&everything).to_string(), expected);
    }
}
