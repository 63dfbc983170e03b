BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0010');
CREATE TABLE audit (
        position INTEGER NOT NULL,
        event TEXT NOT NULL,
        head BLOB NOT NULL,
        PRIMARY KEY (position)
    ) STRICT;
INSERT INTO "audit" VALUES(1,'{"at":"2026-03-02T04:00:00+00:00","details":{"challenge_id":"c-0","read_counter":1},"kind":"card_read"}',X'956906308B3C18806BEF0DD0E3A4CBD51B1636A7FDB066962E49F37BC2BFC4BD');
INSERT INTO "audit" VALUES(2,'{"at":"2026-03-02T04:00:00+00:00","details":{"sequence":1},"kind":"case_sealed"}',X'33DAE9C9076C2557B1B3A7FAEDD1BE6E98CBE2484122CB8505BC6E80444ADCD8');
INSERT INTO "audit" VALUES(3,'{"at":"2026-03-02T04:00:00+00:00","details":{"sequence":1},"kind":"case_sealed"}',X'24BA5FFB8966DCF72E7C60BA070002D370CB25B54F823849C3734499B1030A69');
INSERT INTO "audit" VALUES(4,'{"at":"2026-03-02T04:00:00+00:00","details":{"sequence":1},"kind":"case_sealed"}',X'5C04219AE5D03E9D797BC26AC92DC0D4D94EE30445BADD69710B4682B246CA30');
CREATE TABLE audit_anchor (
        id INTEGER NOT NULL CHECK (id = 1),
        position INTEGER NOT NULL,
        previous_head BLOB NOT NULL,
        PRIMARY KEY (id)
    ) STRICT;
CREATE TABLE away (
            id INTEGER NOT NULL CHECK (id = 1),
            boot_id TEXT NOT NULL,
            ticks_ns INTEGER NOT NULL,
            passed_us INTEGER NOT NULL,
            PRIMARY KEY (id)
        ) STRICT;
CREATE TABLE challenges (
        position INTEGER NOT NULL,
        id TEXT NOT NULL,
        nonce BLOB NOT NULL,
        expires_at INTEGER NOT NULL,
        is_taken INTEGER DEFAULT 0 NOT NULL,
        PRIMARY KEY (position),
        UNIQUE (id)
    ) STRICT;
INSERT INTO "challenges" VALUES(1,'c-1',X'6E6F6E6365',1772424000000000,0);
CREATE TABLE clerk_verifiers (
        clerk_number TEXT NOT NULL,
        verifier TEXT NOT NULL,
        session TEXT NOT NULL,
        remembered_at INTEGER NOT NULL,
        PRIMARY KEY (clerk_number)
    ) STRICT;
CREATE TABLE configuration (
        id INTEGER NOT NULL CHECK (id = 1),
        version INTEGER NOT NULL,
        token TEXT NOT NULL,
        PRIMARY KEY (id)
    ) STRICT;
INSERT INTO "configuration" VALUES(1,7,'token-7');
CREATE TABLE contact (
        id INTEGER NOT NULL CHECK (id = 1),
        own_time INTEGER NOT NULL,
        gateway_time INTEGER NOT NULL,
        PRIMARY KEY (id)
    ) STRICT;
INSERT INTO "contact" VALUES(1,1772424000000000,1772424000000000);
CREATE TABLE copies (
            sequence INTEGER NOT NULL,
            confirmed_at INTEGER NOT NULL,
            PRIMARY KEY (sequence),
            FOREIGN KEY(sequence) REFERENCES outbox (sequence)
        ) STRICT;
CREATE TABLE countersignature (
        id INTEGER NOT NULL CHECK (id = 1),
        position INTEGER NOT NULL,
        token TEXT NOT NULL,
        PRIMARY KEY (id)
    ) STRICT;
CREATE TABLE daily_totals (
        day TEXT NOT NULL,
        saved INTEGER DEFAULT 0 NOT NULL,
        accepted INTEGER DEFAULT 0 NOT NULL,
        rejected INTEGER DEFAULT 0 NOT NULL,
        last_receipt_at INTEGER,
        PRIMARY KEY (day)
    ) STRICT;
INSERT INTO "daily_totals" VALUES('2026-03-02',3,1,0,1772424000000000);
CREATE TABLE day_sheets (
            number INTEGER NOT NULL,
            kind TEXT NOT NULL,
            day TEXT NOT NULL,
            shift INTEGER NOT NULL,
            closed_at INTEGER NOT NULL,
            sheet TEXT NOT NULL,
            sha256 BLOB NOT NULL,
            PRIMARY KEY (number),
            CHECK (length(sha256) = 32)
        ) STRICT;
INSERT INTO "day_sheets" VALUES(1,'HAND_OVER','2026-03-02',1,1772424000000000,'{"agent_number":"DL-350100-0042","began_at":"2026-03-02T01:00:00+00:00","began_by":"0017","day":"2026-03-02","device_id":"D-1","kind":"HAND_OVER","leaving_clerk":"0017","lines":[{"clerk_number":"0017","figures":{"accepted":11,"captured":5,"form_reprints":2,"forms":9,"rejected":1,"saved":14,"sims_used":13,"slip_reprints":1,"slips":5}},{"clerk_number":"0023","figures":{"accepted":6,"captured":0,"form_reprints":0,"forms":6,"rejected":0,"saved":6,"sims_used":5,"slip_reprints":0,"slips":0}}],"made_at":"2026-03-02T04:00:00+00:00","number":1,"open_work":{"awaiting_customer":2,"pending":3,"quarantined":1,"under_review":1},"outlet_code":"350100-0042","shift":1,"sign_number":"FJ-0042","sim_count":{"issued":50,"left":31,"spoiled":1,"used":18},"taking_clerk":"0023"}',X'7092C3EE5C5C6D10F06BB2E8D5A20A84C0EE6657FC15FB993C0D12E99D1AD06F');
CREATE TABLE earlier_receipts (
            position INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            settled_at INTEGER NOT NULL,
            receipt TEXT NOT NULL,
            noted_at INTEGER NOT NULL,
            is_sent_again INTEGER NOT NULL,
            PRIMARY KEY (position),
            FOREIGN KEY(sequence) REFERENCES outbox (sequence)
        ) STRICT;
INSERT INTO "earlier_receipts" VALUES(1,1,'ACCEPTED',1772424000000000,'token-ACCEPTED',1772424000000000,0);
CREATE TABLE envelopes (
        sequence INTEGER NOT NULL,
        envelope BLOB NOT NULL,
        PRIMARY KEY (sequence),
        FOREIGN KEY(sequence) REFERENCES outbox (sequence)
    ) STRICT;
INSERT INTO "envelopes" VALUES(1,X'F5B165224A58B791DF6AF1D8303E61CDC4BB86C3D1C427103C344C4189EB2F1E7BD5D47E446FCEC2');
INSERT INTO "envelopes" VALUES(2,X'73A9BEF499BBF4DC7BD2A4F2C8AF5BD99F267A0ED3197217DD2BBA1537436E5C2441E3D54410492B');
INSERT INTO "envelopes" VALUES(3,X'FD3FEB3C9250B7974A9B528B69636321A461B55EF55B7BEAFD809A9A9E925B79A6342FA0FDB8B294');
CREATE TABLE forwarded (
            position INTEGER NOT NULL,
            id TEXT NOT NULL,
            device_id TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            state TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            taken_in_at INTEGER NOT NULL,
            attempts INTEGER DEFAULT 0 NOT NULL,
            next_try_at INTEGER,
            reason TEXT DEFAULT '' NOT NULL,
            outcome TEXT,
            code TEXT DEFAULT '' NOT NULL,
            settled_at INTEGER,
            receipt TEXT,
            envelope_sha256 BLOB NOT NULL,
            envelope BLOB,
            PRIMARY KEY (position),
            UNIQUE (id),
            CHECK (state IN ('PENDING', 'SETTLED', 'QUARANTINED')),
            CHECK ((state = 'SETTLED') = (receipt IS NOT NULL)),
            CHECK (length(envelope_sha256) = 32)
        ) STRICT;
CREATE TABLE inspection_drafts (
            month TEXT NOT NULL,
            draft TEXT NOT NULL,
            PRIMARY KEY (month)
        ) STRICT;
INSERT INTO "inspection_drafts" VALUES('2026-03','{"answers":{"sign_displayed":"YES"},"findings":{},"month":"2026-03","note":"","seed":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","violations":[]}');
CREATE TABLE inspections (
            number INTEGER NOT NULL,
            month TEXT NOT NULL,
            signed_at INTEGER NOT NULL,
            report TEXT NOT NULL,
            sha256 BLOB NOT NULL,
            chain BLOB NOT NULL,
            proof TEXT NOT NULL,
            acknowledged_at INTEGER,
            receipt TEXT,
            reason TEXT DEFAULT '' NOT NULL,
            PRIMARY KEY (number),
            CHECK (length(sha256) = 32),
            CHECK (length(chain) = 32)
        ) STRICT;
INSERT INTO "inspections" VALUES(1,'2026-02',1772424000000000,'{"agent_number":"DL-350100-0042","answers":{"no_trade_or_leak":"NOT_APPLICABLE","reader_present":"NO","sign_displayed":"YES"},"checklist_version":"t-1","device_id":"D-1","facts":{"alarms":0,"clerks":["0017","0023"],"commission_until":"2036-12-31","devices":2,"pending":3,"quarantined":1,"readers":1,"readers_used":1,"registrations":40,"sims_issued":50,"sims_left":31,"sims_spoiled":1,"sims_used":18,"special_documents":0,"trustees":0},"findings":{"0190a000-0000-7000-8000-000000000001":"IN_ORDER","0190a000-0000-7000-8000-000000000002":"PAPER_MISSING"},"made_at":"2026-03-01T10:00:00+08:00","made_by":"0017","month":"2026-02","note":"读卡器送修，已换备用机","outlet_code":"TEST-0001","previous_sha256":"","seed":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","sign_number":"FJ-0042","signer":"0042","violations":[{"clerk_number":"0023","day":"2026-02-28","kind":"WORK_ID_LENT","measure":"TRAINED"}]}',X'45D3C0E3AB6FE4CD60FDA47359BD2F8B2C37D6CB9F6CC50B208456B9BA9BC718',X'FE454968075D00902BCD0899BD16146F3C8745C51F84DBB9300207FF4F136C94','proof',1772424000000000,'receipt','');
CREATE TABLE number_block (
        phone_number TEXT NOT NULL,
        expires_at INTEGER NOT NULL,
        is_used INTEGER DEFAULT 0 NOT NULL,
        PRIMARY KEY (phone_number)
    ) STRICT;
INSERT INTO "number_block" VALUES('17000000001',1772424000000000,1);
INSERT INTO "number_block" VALUES('17000000002',1772424000000000,0);
CREATE TABLE outbox (
        sequence INTEGER NOT NULL,
        id TEXT NOT NULL,
        case_id TEXT NOT NULL,
        state TEXT NOT NULL,
        flow TEXT NOT NULL,
        is_offline INTEGER NOT NULL,
        clerk_number TEXT NOT NULL,
        masked_name TEXT NOT NULL,
        masked_id_number TEXT NOT NULL,
        masked_phone_number TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        envelope_sha256 BLOB NOT NULL,
        predecessor_id TEXT,
        attempts INTEGER DEFAULT 0 NOT NULL,
        next_try_at INTEGER,
        reason TEXT DEFAULT '' NOT NULL,
        outcome TEXT,
        code TEXT DEFAULT '' NOT NULL,
        settled_at INTEGER,
        asked_at INTEGER,
        receipt TEXT,
        PRIMARY KEY (sequence),
        CHECK (state IN ('PENDING', 'SETTLED', 'QUARANTINED')),
        CHECK ((state = 'SETTLED') = (receipt IS NOT NULL)),
        CHECK (length(envelope_sha256) = 32),
        UNIQUE (id)
    ) STRICT;
INSERT INTO "outbox" VALUES(1,'612e7696-a6ce-4c1b-b8e5-10617311d8a3','7ce42c82-1807-4e8c-b5bf-992dc9e9c616','SETTLED','new_number',0,'1001','张*','3501**********1234','138****8000',1772424000000000,X'8E429B007B77E3316838B07FF5C5543BD06C8519F14C5B600F9A2663D8F4BBEE',NULL,0,NULL,'','ACCEPTED','',1772424000000000,1772424000000000,'token-ACCEPTED');
INSERT INTO "outbox" VALUES(2,'da94e3e8-ab73-438f-8f18-22ffbc688778','3653f8dd-9b1f-482e-8067-c3584ee207f8','SETTLED','new_number',1,'1001','张*','3501**********1234','138****8000',1772424000000000,X'0EF2B76C63F881524019908D0CF50A93D185EB3432F9432F92B2C5C0E7850A3E',NULL,0,NULL,'','UNDER_REVIEW','',1772424000000000,1772424000000000,'token-UNDER_REVIEW');
INSERT INTO "outbox" VALUES(3,'e8a8529f-035e-4a25-9b08-923d10c67fd9','8d0038ec-4265-4644-b81f-9c58d6645fa9','PENDING','new_number',0,'1001','张*','3501**********1234','138****8000',1772424000000000,X'F70239790CAE9604460D186A0EFC85ADEF10A6CB0B1CFB8EC575B633DABCAEF5',NULL,0,NULL,'',NULL,'',NULL,NULL,NULL);
CREATE TABLE reads (
        id INTEGER NOT NULL CHECK (id = 1),
        read_counter INTEGER NOT NULL,
        PRIMARY KEY (id)
    ) STRICT;
INSERT INTO "reads" VALUES(1,1);
CREATE TABLE shift_totals (
            day TEXT NOT NULL,
            shift INTEGER NOT NULL,
            clerk_number TEXT NOT NULL,
            saved INTEGER DEFAULT 0 NOT NULL,
            captured INTEGER DEFAULT 0 NOT NULL,
            accepted INTEGER DEFAULT 0 NOT NULL,
            rejected INTEGER DEFAULT 0 NOT NULL,
            sims_used INTEGER DEFAULT 0 NOT NULL,
            slips INTEGER DEFAULT 0 NOT NULL,
            slip_reprints INTEGER DEFAULT 0 NOT NULL,
            forms INTEGER DEFAULT 0 NOT NULL,
            form_reprints INTEGER DEFAULT 0 NOT NULL, refused INTEGER DEFAULT 0 NOT NULL,
            PRIMARY KEY (day, shift, clerk_number)
        ) STRICT;
INSERT INTO "shift_totals" VALUES('2026-03-02',0,'',3,0,1,0,0,0,0,0,0,0);
CREATE TABLE shifts (
            number INTEGER NOT NULL,
            clerk_number TEXT DEFAULT '' NOT NULL,
            began_at INTEGER,
            PRIMARY KEY (number)
        ) STRICT;
INSERT INTO "shifts" VALUES(1,'1001',1772424000000000);
INSERT INTO "shifts" VALUES(2,'',NULL);
CREATE TABLE standing (id INTEGER NOT NULL CHECK (id = 1), word TEXT NOT NULL, PRIMARY KEY (id)) STRICT;
CREATE TABLE store (
        id INTEGER NOT NULL CHECK (id = 1),
        store_id TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        PRIMARY KEY (id)
    ) STRICT;
INSERT INTO "store" VALUES(1,'5f0c7f0e-9a51-4f0e-8d58-6c1d7a1d0001',1772424000000000);
CREATE INDEX outbox_by_state ON outbox (state, sequence);
CREATE INDEX outbox_masked ON outbox (settled_at) WHERE settled_at IS NOT NULL AND masked_id_number <> '';
CREATE INDEX outbox_open_outcome ON outbox (asked_at) WHERE outcome IN ('UNDER_REVIEW', 'AWAITING_CUSTOMER');
CREATE INDEX outbox_needs_customer ON outbox (sequence) WHERE is_offline = 1 AND outcome IN ('AWAITING_CUSTOMER', 'REJECTED');
CREATE INDEX forwarded_by_state ON forwarded (state, position);
CREATE INDEX outbox_successors ON outbox (predecessor_id) WHERE predecessor_id IS NOT NULL;
CREATE INDEX earlier_receipts_by_sequence ON earlier_receipts (sequence, position);
CREATE INDEX shift_totals_by_shift ON shift_totals (shift);
CREATE INDEX outbox_awaits_answer ON outbox (asked_at) WHERE flow = 'disputed_number' AND outcome = 'ACCEPTED' AND code = '';
CREATE TRIGGER inspections_stay BEFORE UPDATE OF number, month, signed_at, report, sha256, chain, proof ON inspections BEGIN SELECT RAISE(ABORT, 'a signed month stays as it is'); END;
COMMIT;
