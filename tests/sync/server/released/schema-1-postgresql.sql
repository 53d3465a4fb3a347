-- The schema that pvd-serveur 0.1.0 made on PostgreSQL. Never edited: databases in use look like this.

CREATE TABLE change (
	id TEXT NOT NULL,
	stream TEXT NOT NULL,
	seq BIGINT NOT NULL,
	"table" TEXT NOT NULL,
	record TEXT NOT NULL,
	commune TEXT,
	geste TEXT,
	at TEXT NOT NULL,
	by TEXT NOT NULL,
	set TEXT NOT NULL,
	"over" TEXT NOT NULL,
	stub TEXT NOT NULL,
	received_at TEXT NOT NULL,
	role TEXT NOT NULL,
	relais TEXT,
	refused TEXT NOT NULL,
	salt TEXT,
	digest TEXT NOT NULL,
	chain TEXT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (stream, seq)
);

CREATE TABLE device (
	id TEXT NOT NULL,
	nom TEXT NOT NULL,
	role TEXT NOT NULL,
	departements TEXT NOT NULL,
	communes TEXT NOT NULL,
	token_hash TEXT NOT NULL,
	created_at TEXT NOT NULL,
	last_used_at TEXT,
	revoked_at TEXT,
	PRIMARY KEY (id),
	UNIQUE (token_hash)
);

CREATE TABLE epoch (
	stream TEXT NOT NULL,
	id TEXT NOT NULL,
	first BIGINT NOT NULL,
	PRIMARY KEY (stream, id)
);

CREATE TABLE invitation (
	code_hash TEXT NOT NULL,
	nom TEXT NOT NULL,
	role TEXT NOT NULL,
	departements TEXT NOT NULL,
	communes TEXT NOT NULL,
	created_at TEXT NOT NULL,
	expires_at TEXT NOT NULL,
	used_at TEXT,
	device TEXT,
	nonce_hash TEXT,
	PRIMARY KEY (code_hash)
);

CREATE TABLE record (
	stream TEXT NOT NULL,
	"table" TEXT NOT NULL,
	record TEXT NOT NULL,
	commune TEXT,
	emise BOOLEAN NOT NULL,
	PRIMARY KEY (stream, record, "table")
);

CREATE TABLE refused_change (
	stream TEXT NOT NULL,
	id TEXT NOT NULL,
	code TEXT NOT NULL,
	received_at TEXT NOT NULL,
	PRIMARY KEY (stream, id)
);

CREATE TABLE replaced (
	stream TEXT NOT NULL,
	"table" TEXT NOT NULL,
	record TEXT NOT NULL,
	id TEXT NOT NULL,
	field TEXT NOT NULL,
	role TEXT NOT NULL,
	PRIMARY KEY (id, field, role, stream, "table", record)
);

CREATE TABLE schema_version (
	version SERIAL NOT NULL,
	PRIMARY KEY (version)
);

CREATE TABLE setting (
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (name)
);

CREATE TABLE stream (
	stream TEXT NOT NULL,
	head BIGINT NOT NULL,
	chain TEXT NOT NULL,
	PRIMARY KEY (stream)
);

INSERT INTO schema_version (version) VALUES (1);
