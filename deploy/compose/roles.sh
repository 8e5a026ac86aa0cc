#!/bin/sh
# Run once by PostgreSQL's image: the two roles, and the database that the desk's owns.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
  --set desk="$NEWSROOM_DESK_PASSWORD" --set reader="$NEWSROOM_READER_PASSWORD" <<'SQL'
CREATE ROLE newsroom_desk LOGIN PASSWORD :'desk';
CREATE ROLE newsroom_reader LOGIN PASSWORD :'reader';
ALTER ROLE newsroom_desk SET log_min_error_statement = panic;
ALTER ROLE newsroom_desk SET log_error_verbosity = terse;
CREATE DATABASE newsroom OWNER newsroom_desk ENCODING 'UTF8' TEMPLATE template0;
REVOKE TEMPORARY ON DATABASE newsroom FROM PUBLIC;
SQL
