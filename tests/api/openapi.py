"""Is a document an OpenAPI 3.1 one, by the rules of the specification that matter to the
programs that read it?  faults(doc) yields one sentence for each rule that is broken."""
import re

TYPES = {"string", "integer", "number", "boolean", "array", "object", "null"}
SCHEMA_WORDS = {"type", "format", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern", "items",
                "maxItems", "minItems", "properties", "required", "additionalProperties", "description",
                "default", "writeOnly", "readOnly", "contentEncoding", "contentMediaType", "$ref"}
OPERATION_WORDS = {"operationId", "summary", "description", "tags", "parameters", "requestBody", "responses",
                   "security", "deprecated"}


def resolve(doc, ref):
    if not ref.startswith("#/"):
        return None
    at = doc
    for piece in ref[2:].split("/"):
        at = at.get(piece) if isinstance(at, dict) else None
    return at


def schema(doc, s, where):
    if not isinstance(s, dict):
        yield f"{where}: a schema must be an object"
        return
    for word in s.keys() - SCHEMA_WORDS:
        yield f"{where}: unknown word {word}"
    if "$ref" in s:
        if resolve(doc, s["$ref"]) is None:
            yield f"{where}: {s['$ref']} leads nowhere"
        if s.keys() - {"$ref", "description"}:
            yield f"{where}: a $ref with more beside it"
        return
    kinds = s.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if not kinds or not set(kinds) <= TYPES:
        yield f"{where}: type {s.get('type')!r}"
    if "enum" in s and (not s["enum"] or len(set(s["enum"])) != len(s["enum"])):
        yield f"{where}: an empty enum, or one with doubles"
    if "array" in kinds:
        yield from schema(doc, s.get("items"), where + "[]")
    for low, high in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
        if low in s and high in s and s[low] > s[high]:
            yield f"{where}: {low} is above {high}"
    if "pattern" in s:
        re.compile(s["pattern"])
    for name in s.get("required", []):
        if name not in s.get("properties", {}):
            yield f"{where}: requires {name}, which is no property"
    for name, inner in s.get("properties", {}).items():
        yield from schema(doc, inner, f"{where}.{name}")


def content(doc, c, where):
    if not c:
        yield f"{where}: no content"
    for kind, media in (c or {}).items():
        if not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", kind):
            yield f"{where}: media type {kind}"
        yield from schema(doc, media.get("schema"), f"{where} {kind}")


def parameter(doc, p, where):
    if "$ref" in p:
        p = resolve(doc, p["$ref"])
        if p is None:
            yield f"{where}: a parameter's $ref leads nowhere"
            return
    if p.get("in") not in ("path", "query", "header") or not p.get("name"):
        yield f"{where}: a parameter without place or name"
    if p.get("in") == "path" and p.get("required") is not True:
        yield f"{where}: {p['name']} is in the path and must be required"
    yield from schema(doc, p.get("schema"), f"{where} {p.get('name')}")


def operation(doc, path, method, op):
    where = f"{method} {path}"
    for word in op.keys() - OPERATION_WORDS:
        if not word.startswith("x-"):
            yield f"{where}: unknown word {word}"
    params = [resolve(doc, p["$ref"]) if "$ref" in p else p for p in op.get("parameters", [])]
    names = [(p["in"], p["name"]) for p in params]
    if len(set(names)) != len(names):
        yield f"{where}: a parameter twice"
    if {n for i, n in names if i == "path"} != set(re.findall(r"{(\w+)}", path)):
        yield f"{where}: the path's words and its parameters differ"
    for p in op.get("parameters", []):
        yield from parameter(doc, p, where)
    if method == "get" and "requestBody" in op:
        yield f"{where}: GET with a body"
    if "requestBody" in op:
        yield from content(doc, op["requestBody"].get("content"), where + " body")
    if not op.get("responses"):
        yield f"{where}: no responses"
    for code, r in op.get("responses", {}).items():
        if not re.fullmatch(r"[1-5](\d\d|XX)|default", code):
            yield f"{where}: response {code}"
        r = resolve(doc, r["$ref"]) if "$ref" in r else r
        if not r or "description" not in r:
            yield f"{where}: response {code} without description"
        else:
            yield from content(doc, r.get("content"), f"{where} {code}")
    for way in op.get("security", []):
        for scheme in way:
            if scheme not in doc["components"]["securitySchemes"]:
                yield f"{where}: no security scheme {scheme}"


def faults(doc):
    if not re.fullmatch(r"3\.1\.\d+", doc.get("openapi", "")):
        yield "openapi must be 3.1.x"
    for word in ("title", "version"):
        if not doc.get("info", {}).get(word):
            yield f"info.{word} is missing"
    for word in doc.keys() - {"openapi", "info", "servers", "paths", "components", "security", "tags"}:
        yield f"unknown word {word}"
    ids, shapes = set(), set()
    for path, item in doc.get("paths", {}).items():
        if not path.startswith("/"):
            yield f"{path} must begin with /"
        shape = re.sub(r"{\w+}", "{}", path)
        if shape in shapes:
            yield f"{path} is the same as another path"
        shapes.add(shape)
        for method, op in item.items():
            if method not in ("get", "post"):
                yield f"{path}: method {method}"
            if op.get("operationId") in ids or not op.get("operationId"):
                yield f"{path}: operationId {op.get('operationId')} missing or twice"
            ids.add(op.get("operationId"))
            yield from operation(doc, path, method, op)
    for name, s in doc.get("components", {}).get("schemas", {}).items():
        if not re.fullmatch(r"[A-Za-z0-9._-]+", name):
            yield f"component name {name!r}"
        yield from schema(doc, s, name)


def fits(doc, s, v, where="answer"):
    """Does a value fit a schema of the document?  Only the words that we write."""
    if "$ref" in s:
        s = resolve(doc, s["$ref"])
    kinds = s["type"] if isinstance(s["type"], list) else [s["type"]]
    kind = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object",
            type(None): "null", float: "number"}[type(v)]
    if kind not in kinds:
        yield f"{where}: {v!r} is no {s['type']}"
    elif kind == "object":
        for name in s.get("required", []):
            if name not in v:
                yield f"{where}: {name} is missing"
        for name, one in v.items():
            if name in s.get("properties", {}):
                yield from fits(doc, s["properties"][name], one, f"{where}.{name}")
            elif s.get("properties"):
                yield f"{where}: {name} is not in the document"
    elif kind == "array":
        for i, one in enumerate(v):
            yield from fits(doc, s["items"], one, f"{where}[{i}]")
    elif "enum" in s and v not in s["enum"]:
        yield f"{where}: {v!r} is not one of {s['enum']}"
    elif s.get("format") == "date" and v is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", v):
        yield f"{where}: {v!r} is no date"
    elif s.get("format") == "date-time" and v is not None and not re.fullmatch(r"[\d-]{10}T[\d:]{8}Z", v):
        yield f"{where}: {v!r} is no moment"
