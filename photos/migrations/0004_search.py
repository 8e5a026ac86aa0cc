"""What the library is searched by, kept by PostgreSQL itself for every writer, without any extension."""

from django.db import migrations

# Both functions name nothing outside pg_catalog: indexes are rebuilt under a search path that holds nothing else.
# A token is two characters side by side in 32 bits, or one character; white space belongs to none. Two pairs may share
# a token, so whoever asks looks into the words again.
WORDS = r"""
CREATE FUNCTION newsroom_photo_words(lines text[], persons text[], keywords text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(normalize(array_to_string(lines || persons || keywords, E'\n'), NFKC))
$$;
CREATE FUNCTION newsroom_tokens(words text, singles boolean) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000 AS $$
  WITH letters AS (
    SELECT letter, lead(letter) OVER (ORDER BY place) AS next
      FROM string_to_table(words, NULL) WITH ORDINALITY AS t(letter, place)
  ), tokens AS (
    SELECT (ascii(letter) & 65535)::bigint << 16 | (ascii(next) & 65535) AS token
      FROM letters WHERE letter !~ '\s' AND next !~ '\s'
    UNION ALL
    SELECT ascii(letter) & 65535 FROM letters WHERE singles AND letter !~ '\s'
  )
  SELECT coalesce(array_agg(DISTINCT (token - 2147483648)::integer), '{}') FROM tokens
$$;
ALTER TABLE photos_photo ADD COLUMN words_to_find text GENERATED ALWAYS AS (
  newsroom_photo_words(
    ARRAY[title, caption, credit, alt_text, place, source, original_filename]::text[], persons::text[], keywords::text[]
  )
) STORED;
-- Kept and not only indexed: a reader who goes through the list asks of some thousand rows, and to make the tokens of
-- one takes as long as to read a hundred.
ALTER TABLE photos_photo ADD COLUMN tokens integer[] GENERATED ALWAYS AS (
  newsroom_tokens(
    newsroom_photo_words(
      ARRAY[title, caption, credit, alt_text, place, source, original_filename]::text[],
      persons::text[],
      keywords::text[]
    ),
    true
  )
) STORED;
CREATE INDEX photos_tokens ON photos_photo USING gin (tokens);
"""
NO_WORDS = """
DROP INDEX photos_tokens;
ALTER TABLE photos_photo DROP COLUMN tokens;
ALTER TABLE photos_photo DROP COLUMN words_to_find;
DROP FUNCTION newsroom_tokens(text, boolean);
DROP FUNCTION newsroom_photo_words(text[], text[], text[]);
"""

# Narrow enough to be read whole in some milliseconds; 0 is a picture without any edge, which says nothing.
LOOKS = "CREATE INDEX photos_looks ON photos_photo (likeness, id) WHERE likeness <> 0"
NO_LOOKS = "DROP INDEX photos_looks"

# What is rare among many, newest first: the list would otherwise be walked to its end.
RARE = """
CREATE INDEX photos_lacking ON photos_photo (uploaded_at DESC, id DESC) WHERE caption = '' OR credit = '' OR alt_text = '';
CREATE INDEX photos_ending ON photos_photo (usable_until) WHERE usable_until IS NOT NULL;
CREATE INDEX photos_by_machine ON photos_photo (ai_use, uploaded_at DESC, id DESC) WHERE ai_use <> 'none';
CREATE INDEX photos_by_licence ON photos_photo (licence, uploaded_at DESC, id DESC);
CREATE INDEX photos_by_scope ON photos_photo (scope, uploaded_at DESC, id DESC);
CREATE INDEX photos_by_day ON photos_photo (taken_on) WHERE taken_on IS NOT NULL;
"""
NO_RARE = """
DROP INDEX photos_by_day;
DROP INDEX photos_by_scope;
DROP INDEX photos_by_licence;
DROP INDEX photos_by_machine;
DROP INDEX photos_ending;
DROP INDEX photos_lacking;
"""


class Migration(migrations.Migration):
    dependencies = [("photos", "0003_rules_in_the_database")]

    operations = [
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(LOOKS, NO_LOOKS),
        migrations.RunSQL(RARE, NO_RARE),
    ]
