-- Which case was at hand last: an older one may have been opened again, and a killed program goes on with that.

ALTER TABLE cases ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
