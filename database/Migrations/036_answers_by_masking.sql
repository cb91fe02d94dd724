-- A kept answer of the API is given again only while the caller's role and the masking are as they were then.
-- Way back: restore the backup taken before the deployment.
IF OBJECT_ID(N'desk.RepeatableCall', N'U') IS NOT NULL
    ALTER TABLE desk.RepeatableCall ADD ShownHash binary(32) NULL;
