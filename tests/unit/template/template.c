/* The language of templates. What is expected here is what pongo2 4.0.2 makes of the same text,
 * where it makes something. */
#include "test.h"

#include "template/template.h"

static struct map container, config, eth0, root, properties;
static struct str out;
static struct err err;

static void fill(void)
{
	map_set(&container, "name", "c1");
	map_set(&container, "privileged", "false");
	map_set(&config, "user.foo", "bar\r\n\n");
	map_set(&config, "plain", "text");
	map_set(&config, "html", "<a href=\"x\">it's & more</a>");
	map_set(&eth0, "type", "nic");
	map_set(&root, "type", "disk");
	map_set(&root, "path", "/");
	map_set(&properties, "list", "a,b,c");
}

static int render(const char *text)
{
	const struct template_entry devices[] = {{"eth0", &eth0}, {"root", &root}};
	const struct template_var vars[] = {
		{.name = "trigger", .kind = TEMPLATE_TEXT, .text = "create"},
		{.name = "container", .kind = TEMPLATE_MAP, .map = &container},
		{.name = "config", .kind = TEMPLATE_MAP, .map = &config},
		{.name = "devices", .kind = TEMPLATE_MAPS, .maps = devices, .map_count = 2},
		{.name = "properties", .kind = TEMPLATE_MAP, .map = &properties},
		{.name = "none", .kind = TEMPLATE_MAP},
		{.name = "made", .kind = TEMPLATE_TIME, .time = 86399},
	};
	const struct template_context context = {vars, 7, &config};

	str_free(&out);
	err_clear(&err);
	return template_render("t.tpl", text, strlen(text), &context, &out, &err);
}

#define MAKES(from, want)                     \
	do {                                  \
		CHECK_INT(render(from), 0);   \
		CHECK_STR(err.text, "");      \
		CHECK_STR(str_c(&out), want); \
	} while (0)

#define REFUSED(from, words)                \
	do {                                \
		CHECK(render(from) < 0);    \
		CHECK_HAS(err.text, words); \
		CHECK_INT(out.len, 0);      \
	} while (0)

TEST(variables)
{
	MAKES("{{ container.name }}\n", "c1\n");
	MAKES("{{container.name}}{{ trigger }}", "c1create");
	MAKES("{{ config.plain }}|{{ config.none }}|{{ undefined.x.y }}|{{ none.x }}", "text|||");
	MAKES("{{ devices.eth0.type }} {{ devices.none.type }}", "nic ");
	MAKES("{{ config.user.foo }}", ""); /* no key "user"; config_get is for these */
	MAKES("{{ true }} {{ 5 }} {{ 1.5 }} {{ \"a\\\"b\\\\\" }} {{ 'c\"' }}",
	      "True 5 1.500000 a\"b\\ c\"");
	MAKES("{{ config }}", "<map[string]string Value>");
	REFUSED("{{ trigger.x }}",
		"\"trigger.x\" is not there: what is before the point is a text");
}

TEST(config_get)
{
	MAKES("[{{ config_get(\"user.foo\", \"d\") }}]", "[bar]");
	MAKES("{{ config_get(\"user.bar\", \"d\") }}", "d");
	MAKES("{{ config_get(\"user.bar\", container.name)|upper }}", "C1");
	REFUSED("{{ config_get(\"user.foo\") }}", "takes a key and a default, not 1");
	REFUSED("{{ trigger(1) }}", "\"trigger\" is not a function but a text");
}

TEST(expressions)
{
	MAKES("{{ 1 + 2 * 3 ^ 2 }} {{ 7/2 }} {{ 7.0/2 }} {{ -3 }} {{ 10 % 4 }} {{ (1+2)*3 }}",
	      "19.000000 3 3.500000 -3 2 9");
	MAKES("{{ 9223372036854775807 + 1 }} {{ 1.0/0 }}", "-9223372036854775808 +Inf");
	MAKES("{{ \"5\" < 6 }} {{ 5 == 5.0 }} {{ \"5\" == 5 }} {{ 1 <> 2 }}",
	      "True False False True");
	MAKES("{{ \"b\" in \"abc\" }} {{ \"user.foo\" in config }} {{ \"x\" in config }}",
	      "True True False");
	MAKES("{{ none or \"x\" }} {{ true and \"\" }} {{ not none }} {{ !5 }}",
	      "True False True 0");
	/* Both are as pongo2 binds them. */
	MAKES("{{ true or false and false }} {{ not 1 == 0 }}", "True True");
	REFUSED("{{ 1 / 0 }}", "division by zero");
	REFUSED("{{ 1 % none }}", "division by zero");
	REFUSED("{{ -trigger }}", "a minus stands before a text");
	REFUSED("{{ config == config }}", "cannot be compared");
	REFUSED("{{ 99999999999999999999 }}", "too large");
}

TEST(filters)
{
	MAKES("{{ none.x|default:\"d\" }}{{ \"x\"|default:\"d\" }}{{ 0|default_if_none:1 }}",
	      "dx0");
	MAKES("{{ \"aB c\"|upper }}{{ \"aB c\"|lower }}{{ \"aB c\"|capfirst }}{{ \"aB c\"|title }}",
	      "AB Cab cAB cAb C");
	MAKES("{{ properties.list|split:\",\"|join:\"+\" }}{{ \"abc\"|join:\"-\" }}", "a+b+ca-b-c");
	MAKES("{{ \"abc\"|first }}{{ \"abc\"|last }}{{ \"\"|first }}{{ \"€uro\"|length }}", "ac4");
	MAKES("{{ \"a b a\"|cut:\"a\" }}|{{ \"abc\"|slice:\"1:\" }}|{{ \"abc\"|slice:\":2\" }}",
	      " b |bc|ab");
	MAKES("{{ \"a\"|ljust:3 }}|{{ \"a\"|rjust:3 }}|{{ \"a\"|center:4 }}|", "a  |  a|  a |");
	MAKES("{{ \"abcdef\"|truncatechars:5 }} {{ \"a b c\"|truncatewords:2 }}", "ab... a b ...");
	MAKES("{{ \"a b c\"|wordcount }}{{ \"a b c\"|wordwrap:2 }}", "3a b\nc");
	MAKES("{% filter linenumbers %}x\ny{% endfilter %}", "1. x\n2. y");
	MAKES("{{ 1|add:2 }}{{ 1|add:\"x\" }}{{ 1.5|add:1 }}", "31x2.500000");
	MAKES("{{ 34.23|floatformat }} {{ 34|floatformat }} {{ 34.2|floatformat:3 }}",
	      "34.2 34 34.200");
	MAKES("{{ 7|stringformat:\"%03d\" }} {{ \"a\"|stringformat:\"<%3s>%%\" }} "
	      "{{ 3.14159|stringformat:\"%.2f\" }}",
	      "007 <  a>% 3.14");
	MAKES("{{ none.x|yesno }}{{ true|yesno:\"j,n\" }}{{ 2|pluralize }}{{ 1|pluralize:\"y,ies\" }}",
	      "maybejsy");
	MAKES("{{ \"a b/ü\"|urlencode }} {{ \"a b/ü\"|iriencode }}", "a+b%2F%C3%BC a+b/%C3%BC");
	MAKES("{{ 'a\"b'|addslashes }} {{ \"a1\"|escapejs }}", "a\\\"b a\\u0031");
	MAKES("{{ 12|divisibleby:4 }} {{ 123|get_digit:2 }} {{ \"7.9\"|integer }}", "True 2 7");
	MAKES("{{ config.html|escape }}",
	      "&lt;a href=&quot;x&quot;&gt;it&#39;s &amp; more&lt;/a&gt;");
	REFUSED("{{ \"a\"|nonsense }}", "there is no filter \"nonsense\"");
	REFUSED("{{ \"a\"|stringformat:\"%d\" }}", "\"%d\" is no format for one text");
	REFUSED("{{ \"a\"|pluralize }}", "for numbers");
	REFUSED("{{ \"a\"|slice:\"1\" }}", "|slice takes \"from:to\"");
	REFUSED("{{ \"a\"|ljust:99999999 }}", "width is too large");
}

TEST(times)
{
	setenv("TZ", "UTC", 1);
	tzset();
	MAKES("{{ made|date:\"2006-01-02 15:04:05 Mon Jan _2 2 03PM Z07:00 -0700 MST\" }}",
	      "1970-01-01 23:59:59 Thu Jan  1 1 11PM Z +0000 UTC");
	MAKES("{{ made|date:'Monday, January 2 3:4:5 pm 06 002 x' }}",
	      "Thursday, January 1 11:59:59 pm 70 001 x");
	REFUSED("{{ trigger|date:\"2006\" }}", "|date is for times, not for a text");
	CHECK_INT(render("{% now \"2006\" %}"), 0);
	CHECK_INT(out.len, 4);
}

TEST(choosing)
{
	MAKES("{% if trigger == \"create\" %}a{% else %}b{% endif %}", "a");
	MAKES("{% if none %}a{% elif \"\" %}b{% elif 1 %}c{% else %}d{% endif %}", "c");
	MAKES("{% if not none and container.privileged == \"false\" %}a{% endif %}", "a");
	MAKES("{% ifequal 1 1 %}a{% endifequal %}{% ifnotequal 1 1 %}b{% else %}c{% endifnotequal %}",
	      "ac");
	MAKES("{% firstof none \"\" \"x\" \"y\" %}", "x");
	REFUSED("a\n{% if 1 %}\n", "line 2: {% if %} is not closed");
	REFUSED("{% if 1 %}{% else %}{% elif 2 %}{% endif %}", "{% elif %} does not belong");
	REFUSED("{% endif %}", "{% endif %} does not belong to anything here");
	REFUSED("{% if 1 2 %}{% endif %}", "if does not go on with \"2\"");
	REFUSED("{% if %}{% endif %}", "a name, a number or a string should be here");
}

TEST(repeating)
{
	MAKES("{% set l = properties.list|split:\",\" %}{% for x in l reversed %}{{ x }}"
	      "{{ forloop.Counter }}{{ forloop.Revcounter0 }}{% if not forloop.Last %},{% endif %}"
	      "{% endfor %}",
	      "c12,b21,a30");
	MAKES("{% for k, v in container %}{{ k }}={{ v }};{% endfor %}",
	      "name=c1;privileged=false;");
	MAKES("{% for n, d in devices %}{{ n }}:{% for k, v in d %}{{ forloop.Parentloop.Counter }}"
	      "{{ k }}={{ v }} {% endfor %}{% endfor %}",
	      "eth0:1type=nic root:2path=/ 2type=disk ");
	MAKES("{% for x in none %}1{% empty %}nothing{% endfor %}", "nothing");
	MAKES("{% for x in \"abc\" %}{% cycle \"1\" \"2\" %}{% endfor %}", "121");
	MAKES("{% for x in \"aabb\" %}{% ifchanged x %}{{ x }}{% else %}-{% endifchanged %}{% endfor %}",
	      "a-b-");
	REFUSED("{% for x in \"ba\" sorted %}{% endfor %}", "cannot be sorted");
	REFUSED("{% for x of y %}{% endfor %}", "\"in\" should be here, not \"of\"");
}

TEST(names)
{
	MAKES("{% set x = 1 %}{% with x=2 y=x %}{{ x }}{{ y }}{% endwith %}{{ x }}{{ y }}", "211");
	MAKES("{% with 5 as x %}{{ x }}{% endwith %}", "5");
	MAKES("{% macro m(a, b=5) %}[{{ a }}{{ b }}]{% endmacro %}{{ m(1) }}{{ m(1,2) }}{{ m }}",
	      "[15][12][5]");
	MAKES("{% cycle \"a\" \"b\" as c %}{% cycle c %}{{ c }}", "abb");
	MAKES("{% widthratio 175 200 100 %}", "88");
	REFUSED("{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "macro m has 1 parameters, not 2");
	REFUSED("{% set x %}", "\"=\" should be here, not \"the end of the tag\"");
}

TEST(text_and_blanks)
{
	MAKES("", "");
	MAKES("a\n\n", "a\n\n");
	MAKES("{ } % # {% if 1 %}\nx\n{% endif %}\n", "{ } % # \nx\n\n");
	MAKES("  {%- if true -%}   a   {%- endif -%}\n  b ", "ab ");
	MAKES("a {# c }} #}  {{- \"x\" -}}  {# d #} e", "a x e");
	MAKES("{% verbatim %}{{ x }}\n{% if %}{% endverbatim %}", "{{ x }}\n{% if %}");
	MAKES("{% verbatim %}{% endverbatim %}{% comment %}{{ [ %} {% x %}{% endcomment %}.", ".");
	MAKES("{% templatetag openvariable %}{% templatetag closeblock %}", "{{%}");
	MAKES("{% autoescape on %}{{ config.html }}{{ \"<\"|safe }}{% endautoescape %}{{ \"<\" }}",
	      "&lt;a href=&quot;x&quot;&gt;it&#39;s &amp; more&lt;/a&gt;<<");
	MAKES("{% filter upper|cut:\"B\" %}abc{% endfilter %}{% block x %}d{% endblock x %}",
	      "ACd");
	MAKES("{", "{");
	MAKES("\xff\x01{{ \"\xff\"|upper }}", "\xff\x01\xff");
	REFUSED("{{ x", "\"}}\" should be here, not \"the end of the tag\"");
	REFUSED("{{ x %}", "\"}}\" should be here");
	REFUSED("{{ x\n}}", "not closed in its line");
	REFUSED("a\n{# x\n #}", "line 2: the comment is not closed");
	REFUSED("{{ \"x }}", "the string is not closed");
	REFUSED("{{ 'a\\'b' }}", "a backslash in a string");
	REFUSED("{% verbatim %}\n\n", "line 1: {% verbatim %} is not closed");
	REFUSED("{{ a[0] }}", "\"}}\" should be here, not \"[0] }}\"");
	REFUSED("{% frobnicate %}", "there is no tag \"frobnicate\"");
}

TEST(nothing_else_is_read)
{
	REFUSED("x\n{% include \"/etc/shadow\" %}",
		"template \"t.tpl\", line 2: {% include %} is refused");
	REFUSED("{% extends \"x\" %}", "refused");
	REFUSED("{% import \"x\" y %}", "refused");
	REFUSED("{% ssi \"/etc/shadow\" %}", "refused");
}

TEST(a_message_is_one_harmless_line)
{
	REFUSED("{{ \"\x1b[2J\\n\"\x1b }}", "line 1");
	CHECK(!strpbrk(err.text, "\x1b\n"));
	REFUSED("{{ config.\x1b[2J }}", "\\x1b");
}

/* A template asks for more than a template may have. */
TEST(bounds)
{
	own_str struct str deep = {0}, large = {0};

	for (int i = 0; i < 100000; i++)
		str_add(&deep, "{% if 1 %}");
	REFUSED(str_c(&deep), "nested too deeply");
	str_clear(&deep);
	str_add(&deep, "{{ ");
	for (int i = 0; i < 100000; i++)
		str_add_char(&deep, '(');
	REFUSED(str_c(&deep), "nested too deeply");
	str_clear(&deep);
	str_add(&deep, "{{ 1");
	for (int i = 0; i < 100000; i++)
		str_add(&deep, "+1");
	str_add(&deep, " }}");
	REFUSED(str_c(&deep), "nested too deeply");
	REFUSED("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "nested too deeply");
	REFUSED("{% macro m(a) %}{{ m(1)|add:m(2) }}{% endmacro %}{{ m(1) }}", "nested too deeply");
	REFUSED("{% set x = \"aaaaaaaaaaaaaaaa\" %}{% for i in \"aaaaaaaaaaaaaaaaaaaaaaaa\" %}"
		"{% set x = x|add:x %}{% endfor %}",
		"grows too large");
	REFUSED("{% set x = \"\"|ljust:100 %}{% for a in x %}{% for b in x %}{% for c in x %}"
		"{% if 0 %}{% endif %}{% if 0 %}{% endif %}{% if 0 %}{% endif %}"
		"{% endfor %}{% endfor %}{% endfor %}",
		"too long");
	REFUSED("{% set x = \"\"|ljust:999999 %}{% for a in x %}{% set y = x|upper %}{% endfor %}",
		"too much memory");
	REFUSED("{% set x = \"\"|ljust:999999 %}{{ x }}{{ x }}", "what it makes is too large");
	REFUSED("{% set x = \"\"|ljust:999999 %}{% set y = x|make_list %}{% set z = x|make_list %}",
		"too much memory");
	for (int i = 0; i <= TEMPLATE_MAX_SIZE / 64; i++)
		str_addf(&large, "%64s", "");
	REFUSED(str_c(&large), "too large");
}

int main(void)
{
	int r;

	fill();
	r = test_main();
	str_free(&out);
	map_free(&container);
	map_free(&config);
	map_free(&eth0);
	map_free(&root);
	map_free(&properties);
	return r;
}
