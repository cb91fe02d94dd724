-- Days of an instance begin in its own time zone.
-- Way back: restore the backup taken before the deployment.
ALTER TABLE config.Instance ADD TimeZoneName nvarchar(128) NULL;
