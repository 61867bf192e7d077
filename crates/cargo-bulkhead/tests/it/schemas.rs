//! SARIF and CycloneDX output against the official schemas.
//!
//! The judge knows the keywords of JSON Schema (draft 7) that those schemas use where our output goes. It fails on any other,
//! so that nothing passes for not having been looked at.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::program::Fixture;

/// Keywords that say nothing about what is valid.
const REMARKS: &[&str] = &[
    "$comment",
    "$id",
    "$schema",
    "default",
    "deprecated",
    "definitions",
    "description",
    "examples",
    "format",
    "meta:enum",
    "readOnly",
    "title",
];

/// What is wrong with a value; empty when it is valid.
fn judge(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let Some(keywords) = schema.as_object() else {
        return if *schema == json!(false) {
            vec![format!("{at}: nothing may be here")]
        } else {
            Vec::new()
        };
    };
    if let Some(reference) = keywords.get("$ref").and_then(Value::as_str) {
        let target = reference.strip_prefix('#').and_then(|p| root.pointer(p));
        return match target {
            Some(target) => judge(root, target, value, at),
            None => vec![format!("{at}: the schema leads to {reference}")],
        };
    }
    let each = keywords.iter().flat_map(|(keyword, says)| {
        let wrong = one(root, keywords, keyword, says, value, at);
        wrong
            .into_iter()
            .map(|w| format!("{w} ({keyword})"))
            .collect::<Vec<_>>()
    });
    each.collect()
}

fn one(
    root: &Value,
    all: &Map<String, Value>,
    keyword: &str,
    says: &Value,
    value: &Value,
    at: &str,
) -> Vec<String> {
    let wrong = |is: bool| {
        if is {
            vec![format!("{at}: {value}")]
        } else {
            Vec::new()
        }
    };
    let below = |schemas: &[Value]| -> Vec<Vec<String>> {
        schemas.iter().map(|s| judge(root, s, value, at)).collect()
    };
    let list = says.as_array().map_or(&[][..], Vec::as_slice);
    match keyword {
        remark if REMARKS.contains(&remark) => Vec::new(),
        "type" => {
            let kinds = if list.is_empty() {
                std::slice::from_ref(says)
            } else {
                list
            };
            wrong(!kinds.iter().any(|k| is_a(value, k)))
        }
        "enum" => wrong(!list.contains(value)),
        "const" => wrong(says != value),
        "required" => {
            let missing = |key: &&Value| {
                value.is_object() && value.get(key.as_str().unwrap_or_default()).is_none()
            };
            list.iter()
                .filter(missing)
                .map(|key| format!("{at}: no {key}"))
                .collect()
        }
        "properties" => {
            let known = says.as_object().into_iter().flatten();
            let present = known.filter_map(|(key, schema)| Some((key, schema, value.get(key)?)));
            present
                .flat_map(|(key, schema, v)| judge(root, schema, v, &format!("{at}/{key}")))
                .collect()
        }
        "additionalProperties" => {
            let known = all.get("properties").and_then(Value::as_object);
            let patterns = all.contains_key("patternProperties");
            let others = value.as_object().into_iter().flatten();
            let others =
                others.filter(|(key, _)| !patterns && known.is_none_or(|k| !k.contains_key(*key)));
            others
                .flat_map(|(key, v)| judge(root, says, v, &format!("{at}/{key}")))
                .collect()
        }
        "items" if says.is_array() => vec![format!("{at}: a tuple")],
        "items" => {
            let items = value.as_array().into_iter().flatten().enumerate();
            items
                .flat_map(|(i, v)| judge(root, says, v, &format!("{at}/{i}")))
                .collect()
        }
        "uniqueItems" => {
            let items = value.as_array().map_or(&[][..], Vec::as_slice);
            let twice = |i: usize| items[..i].contains(&items[i]);
            wrong(*says == json!(true) && (0..items.len()).any(twice))
        }
        "minItems" => wrong(
            value
                .as_array()
                .is_some_and(|a| (a.len() as u64) < says.as_u64().unwrap_or(0)),
        ),
        "maxItems" => wrong(
            value
                .as_array()
                .is_some_and(|a| (a.len() as u64) > says.as_u64().unwrap_or(0)),
        ),
        "maxLength" => wrong(
            value
                .as_str()
                .is_some_and(|s| (s.chars().count() as u64) > says.as_u64().unwrap_or(0)),
        ),
        "minLength" => wrong(
            value
                .as_str()
                .is_some_and(|s| (s.chars().count() as u64) < says.as_u64().unwrap_or(0)),
        ),
        "minimum" => wrong(
            value
                .as_f64()
                .is_some_and(|n| n < says.as_f64().unwrap_or(0.0)),
        ),
        "maximum" => wrong(
            value
                .as_f64()
                .is_some_and(|n| n > says.as_f64().unwrap_or(0.0)),
        ),
        "allOf" => below(list).concat(),
        "anyOf" => {
            let all = below(list);
            if all.iter().any(Vec::is_empty) {
                Vec::new()
            } else {
                all.concat()
            }
        }
        "oneOf" => {
            let all = below(list);
            match all.iter().filter(|w| w.is_empty()).count() {
                1 => Vec::new(),
                0 => all.concat(),
                n => vec![format!("{at}: {n} of oneOf")],
            }
        }
        "not" => wrong(judge(root, says, value, at).is_empty()),
        "dependencies" => {
            let present = |(key, _): &(&String, &Value)| value.get(key.as_str()).is_some();
            let says = says.as_object().into_iter().flatten().filter(present);
            says.map(|(key, _)| format!("{at}: {key} has dependencies"))
                .collect()
        }
        // The one pattern of a hash that a bill of materials has: hexadecimal digits of a few lengths.
        "pattern"
            if says
                .as_str()
                .is_some_and(|p| p.starts_with("^([a-fA-F0-9]{32}")) =>
        {
            let hex = |s: &str| {
                [32, 40, 64, 96, 128].contains(&s.len()) && s.bytes().all(|b| b.is_ascii_hexdigit())
            };
            wrong(!value.as_str().is_some_and(hex))
        }
        unknown => vec![format!("{at}: the judge does not know `{unknown}`")],
    }
}

fn is_a(value: &Value, kind: &Value) -> bool {
    match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => false,
    }
}

fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/schemas")
        .join(name);
    let text = fs::read_to_string(path).expect("the schema is there");
    serde_json::from_str(&text).expect("the schema is JSON")
}

fn output(fixture: &Fixture, args: &[&str]) -> Value {
    let output = fixture.run(args);
    serde_json::from_slice(&output.stdout).expect("the output is JSON")
}

/// A workspace with findings about packages, with and without places, and about its policy.
fn fixture(name: &str) -> Fixture {
    let fixture = Fixture::new(name);
    fixture.write("wire/a b#%.o", "\u{7f}ELF\u{2}\u{1}\u{1}");
    fixture.write(
        "harbour/bulkhead.toml",
        "version = 1\n[policy]\nforbid = [\"net\"]\n[grants]\ngone = [\"net\"]\n",
    );
    fixture
}

#[test]
fn findings_are_valid_sarif() {
    let fixture = fixture("sarif");
    let schema = schema("sarif-2.1.0.json");
    let log = output(&fixture, &["check", "--format", "sarif"]);
    assert_eq!(judge(&schema, &schema, &log, ""), Vec::<String>::new());
    let results = log["runs"][0]["results"]
        .as_array()
        .expect("there are results");
    let rules: Vec<_> = results
        .iter()
        .filter_map(|r| r["ruleId"].as_str())
        .collect();
    for code in ["package-added", "forbidden", "unused-grant"] {
        assert!(rules.contains(&code), "{rules:?}");
    }
    let forbidden = results
        .iter()
        .find(|r| r["ruleId"] == "forbidden")
        .expect("it is there");
    assert_eq!(forbidden["level"], "error");
    let place = &forbidden["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "Cargo.lock");
    let lock = fs::read_to_string(fixture.dir.join("harbour/Cargo.lock")).expect("Cargo made it");
    let line = place["region"]["startLine"].as_u64().expect("a line");
    assert_eq!(
        lock.lines().nth(usize::try_from(line).expect("small") - 1),
        Some("name = \"wire\"")
    );
    let related = &forbidden["relatedLocations"][0]["physicalLocation"];
    assert_eq!(
        related["artifactLocation"],
        json!({"uri": "src/lib.rs", "uriBaseId": "wire@1.2.3"})
    );
    assert_eq!(
        related["region"],
        json!({"startLine": 4, "startColumn": 13})
    );
    let only = output(&fixture, &["check", "harbour", "--format", "sarif"]);
    assert_eq!(only["runs"][0]["results"], json!([]));
    assert_eq!(judge(&schema, &schema, &only, ""), Vec::<String>::new());
}

#[test]
fn packages_are_a_valid_bill_of_materials() {
    let fixture = fixture("cyclonedx");
    let schema = schema("cyclonedx-1.6.json");
    let bom = output(&fixture, &["check", "--format", "cyclonedx"]);
    assert_eq!(judge(&schema, &schema, &bom, ""), Vec::<String>::new());
    let components = bom["components"].as_array().expect("there are components");
    let wire = components
        .iter()
        .find(|c| c["name"] == "wire")
        .expect("it is there");
    assert_eq!(wire["purl"], "pkg:cargo/wire@1.2.3");
    let properties = wire["properties"].as_array().expect("it has properties");
    assert!(
        properties.contains(&json!({"name": "bulkhead:build:direct", "value": "run"})),
        "{properties:?}"
    );
    assert!(
        properties
            .iter()
            .any(|p| p["name"] == "bulkhead:finding:forbidden")
    );
    let reference = &wire["bom-ref"];
    let app = bom["dependencies"].as_array().expect("a graph").iter();
    let mut app = app.filter(|d| d["ref"].as_str().is_some_and(|r| r.starts_with("harbour ")));
    assert_eq!(
        app.next().expect("it is there")["dependsOn"],
        json!([reference])
    );
}

#[test]
fn the_judge_judges() {
    let sarif = schema("sarif-2.1.0.json");
    let wrong = |log: Value| judge(&sarif, &sarif, &log, "");
    let run = |results: Value| json!({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": results}]});
    assert!(wrong(run(json!([{"message": {"text": "x"}}]))).is_empty());
    for bad in [
        json!({"version": "2.0.0", "runs": []}),
        json!({"version": "2.1.0"}),
        run(json!([{"ruleId": "x"}])),
        run(json!([{"message": {"text": "x"}, "level": "deny"}])),
        run(json!([{"message": {"text": "x"}, "colour": "red"}])),
        run(
            json!([{"message": {"text": "x"}, "locations": [{"physicalLocation": {"region": {"startLine": 0}}}]}]),
        ),
    ] {
        assert!(!wrong(bad.clone()).is_empty(), "{bad}");
    }
    let bom = schema("cyclonedx-1.6.json");
    let twice = json!({"type": "library", "name": "a"});
    let bad = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [twice, twice]});
    assert!(!judge(&bom, &bom, &bad, "").is_empty());
}
