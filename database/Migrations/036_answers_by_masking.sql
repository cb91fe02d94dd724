-- An answer of the API that is kept is told again only to who may still see what it was made of.
-- Way back: restore the backup taken before the deployment.
IF OBJECT_ID(N'desk.RepeatableCall', N'U') IS NOT NULL
    ALTER TABLE desk.RepeatableCall ADD ShownHash binary(32) NULL;
