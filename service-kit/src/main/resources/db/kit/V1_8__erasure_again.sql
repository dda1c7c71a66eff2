-- What was taken out of an entry for one person does not keep another's words in it: an erased entry may lose more, and
-- keeps the digest it has.
CREATE OR REPLACE FUNCTION refuse_all_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.salt = ''
      AND NEW.digest = coalesce(OLD.digest, encode(sha256(convert_to(OLD.salt || E'\n' || OLD.data, 'UTF8')), 'hex'))
      AND (to_jsonb(NEW) - ARRAY['data', 'salt', 'digest']) = (to_jsonb(OLD) - ARRAY['data', 'salt', 'digest'])
      AND is_redaction(OLD.data::jsonb, NEW.data::jsonb) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
