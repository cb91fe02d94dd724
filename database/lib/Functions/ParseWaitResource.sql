/*  lib.ParseWaitResource: what a wait is for, from any of the spellings SQL Server uses.
    @Resource   wait_resource ('KEY: 5:720575 (1a39e6095155)', 'PAGE: 6:3:70133', 'OBJECT: 7:663673412:0 ',
                '2:1:1' for latches, the older 'TAB', 'PAG'), or resource_description ('keylock hobtid=720575
                dbid=5 id=lock1 mode=X associatedObjectId=720575')
    Result      one row:
                ResourceKind  KEY, PAGE, RID, OBJECT, HOBT, ALLOCUNIT, DATABASE, FILE, EXTENT, APPLICATION,
                              METADATA, XACT, LATCH, EXCHANGE, OTHER, NONE;
                              of XACT (a transaction id, optimised locking) the ids are those of the lock
                              named behind it, in brackets or without, where there is one
                DatabaseId, FileId, PageId, SlotId
                ObjectKey     which id ObjectId is: 'object' (object_id) or 'hobt' (hobt_id, of
                              sys.partitions); NULL when neither is known
                ObjectId      the id
                HeldMode      the lock mode that is held, where the text tells it
                PageKind      PFS, GAM or SGAM for allocation pages of tempdb
                KeyHash       the hash of a key lock
    An unknown spelling is kind OTHER; no text ever raises an error.
    In steps: as one expression the optimizer would replace each step by its definition, and these grow with
    every step until there are too many for a plan.  */
CREATE FUNCTION lib.ParseWaitResource
(
    @Resource nvarchar(3072)
)
RETURNS @Result TABLE
(
    ResourceKind nvarchar(16)  NOT NULL,
    DatabaseId   int           NULL,
    FileId       int           NULL,
    PageId       bigint        NULL,
    SlotId       int           NULL,
    ObjectKey    nvarchar(8)   NULL,
    ObjectId     bigint        NULL,
    HeldMode     nvarchar(32)  NULL,
    PageKind     nvarchar(8)   NULL,
    KeyHash      nvarchar(64)  NULL
)
AS
BEGIN
    DECLARE @Body nvarchar(3072) = LTRIM(RTRIM(COALESCE(@Resource, N'')));
    DECLARE @IsTransaction bit = 0;
    DECLARE @IsDescription bit = 0;
    DECLARE @HasIds bit = 0;
    DECLARE @At int;
    DECLARE @ToAt int;
    DECLARE @Word nvarchar(3072);
    DECLARE @Kind nvarchar(16);
    DECLARE @Named nvarchar(3200);
    DECLARE @Ids nvarchar(400) = N'';
    DECLARE @DatabaseId bigint;
    DECLARE @FileId bigint;
    DECLARE @PageId bigint;
    DECLARE @SlotId bigint;
    DECLARE @ObjectId bigint;
    DECLARE @HobtId bigint;
    DECLARE @HeldMode nvarchar(3200);
    DECLARE @KeyHash nvarchar(3072);
    DECLARE @Id1 bigint;
    DECLARE @Id2 bigint;
    DECLARE @Id3 bigint;
    DECLARE @Id4 bigint;

    IF @Body LIKE N'XACT[: ]%'
    BEGIN
        SET @IsTransaction = 1;
        SET @At = PATINDEX(N'%[A-Z]%: [0-9]%', SUBSTRING(@Body, 6, 3072));

        IF @At > 0
        BEGIN
            SET @Body = SUBSTRING(@Body, @At + 5, 3072);
            SET @Body = LEFT(@Body, CHARINDEX(N']', @Body + N']') - 1);
        END;
    END;

    IF @Body LIKE N'[a-z]%lock %=%' AND CHARINDEX(N':', LEFT(@Body, 16)) = 0
        SET @IsDescription = 1;

    -- The first word tells the kind: 'keylock', or what stands before ': '.
    IF @IsDescription = 1
        SET @Word = UPPER(REPLACE(LEFT(@Body, CHARINDEX(N' ', @Body) - 1), N'lock', N''));
    ELSE IF @Body LIKE N'[A-Z]%:%'
        SET @Word = UPPER(LEFT(@Body, CHARINDEX(N':', @Body) - 1));

    SET @Kind = CASE
        WHEN @Body = N'' THEN N'NONE'
        WHEN @Word IN (
            N'KEY', N'RID', N'PAGE', N'OBJECT', N'HOBT', N'DATABASE', N'FILE', N'EXTENT', N'APPLICATION', N'METADATA',
            N'ALLOCUNIT')
            THEN @Word
        WHEN @Word = N'TAB' THEN N'OBJECT'
        WHEN @Word = N'PAG' THEN N'PAGE'
        WHEN @Word = N'DB' THEN N'DATABASE'
        WHEN @Word = N'APP' THEN N'APPLICATION'
        WHEN @Word = N'EXT' THEN N'EXTENT'
        WHEN @Word IN (N'ALLOCATION_UNIT', N'ALLOCATIONUNIT') THEN N'ALLOCUNIT'
        WHEN @Body LIKE N'exchangeEvent%' OR @Body LIKE N'SYNCPOINT%' THEN N'EXCHANGE'
        WHEN @Body LIKE N'[0-9]%:[0-9]%:[0-9]%' AND @Body NOT LIKE N'%[^0-9:() ]%' THEN N'LATCH'
        ELSE N'OTHER'
    END;

    IF @IsDescription = 0 AND (@Body LIKE N'[A-Z]%: [0-9]%:%' OR @Body LIKE N'[0-9]%:[0-9]%')
    BEGIN
        -- The id list: behind ': ', up to the next blank.
        SET @HasIds = 1;
        SET @At = CASE WHEN @Body LIKE N'[0-9]%' THEN 1 ELSE CHARINDEX(N':', @Body) + 2 END;
        SET @Ids = LEFT(SUBSTRING(@Body, @At, CHARINDEX(N' ', @Body + N' ', @At) - @At), 390);

        SELECT @Id1 = i.Id1, @Id2 = i.Id2, @Id3 = i.Id3, @Id4 = i.Id4
        FROM lib.SplitIds(@Ids) AS i;

        SET @DatabaseId = @Id1;

        IF @Kind IN (N'PAGE', N'RID', N'EXTENT', N'LATCH', N'FILE')
            SET @FileId = @Id2;

        IF @Kind IN (N'PAGE', N'RID', N'EXTENT', N'LATCH')
            SET @PageId = @Id3;

        IF @Kind = N'RID'
            SET @SlotId = @Id4;

        IF @Kind = N'OBJECT'
            SET @ObjectId = @Id2;

        IF @Kind IN (N'KEY', N'HOBT')
            SET @HobtId = @Id2;

        SET @At = CHARINDEX(N'(', @Body);
        SET @ToAt = CHARINDEX(N')', @Body, @At + 1);

        IF @Kind = N'KEY' AND @At > 0 AND @ToAt > 0
            SET @KeyHash = SUBSTRING(@Body, @At + 1, @ToAt - @At - 1);
    END;

    IF @IsDescription = 1 OR @Kind = N'METADATA'
    BEGIN
        SET @Named = N' '
            + REPLACE(REPLACE(REPLACE(REPLACE(@Body, N' = ', N'='), N'(', N' '), N')', N' '), N',', N' ') + N' ';

        IF @Kind = N'METADATA'
        BEGIN
            SET @DatabaseId = (SELECT n.Value FROM lib.NamedNumber(@Named, N'database_id') AS n);
            SET @ObjectId = (SELECT n.Value FROM lib.NamedNumber(@Named, N'object_id') AS n);
        END;
    END;

    IF @IsDescription = 1
    BEGIN
        SET @DatabaseId = (SELECT n.Value FROM lib.NamedNumber(@Named, N'dbid') AS n);
        SET @FileId = (SELECT n.Value FROM lib.NamedNumber(@Named, N'fileid') AS n);
        SET @PageId = (SELECT n.Value FROM lib.NamedNumber(@Named, N'pageid') AS n);

        IF @Kind = N'OBJECT'
            SET @ObjectId = (SELECT n.Value FROM lib.NamedNumber(@Named, N'objid') AS n);

        IF @Kind IN (N'KEY', N'HOBT')
            SET @HobtId = (SELECT n.Value FROM lib.NamedNumber(@Named, N'hobtid') AS n);

        IF @HobtId IS NULL AND @Kind IN (N'KEY', N'HOBT', N'PAGE', N'RID')
            SET @HobtId = (SELECT n.Value FROM lib.NamedNumber(@Named, N'associatedObjectId') AS n);

        IF @HobtId = 0 AND @Kind IN (N'PAGE', N'RID')
            SET @HobtId = NULL;

        SET @At = CHARINDEX(N' mode=', @Named);

        IF @At > 0
            SET @HeldMode = SUBSTRING(@Named, @At + 6, CHARINDEX(N' ', @Named, @At + 6) - @At - 6);
    END;

    INSERT @Result
    (
        ResourceKind,
        DatabaseId,
        FileId,
        PageId,
        SlotId,
        ObjectKey,
        ObjectId,
        HeldMode,
        PageKind,
        KeyHash
    )
    SELECT
        CASE WHEN @IsTransaction = 1 THEN N'XACT' ELSE @Kind END,
        TRY_CAST(@DatabaseId AS int),
        TRY_CAST(@FileId AS int),
        @PageId,
        TRY_CAST(@SlotId AS int),
        CASE WHEN @ObjectId IS NOT NULL THEN N'object' WHEN @HobtId IS NOT NULL THEN N'hobt' END,
        COALESCE(@ObjectId, @HobtId),
        LEFT(@HeldMode, 32),
        CASE
            WHEN @Kind NOT IN (N'LATCH', N'PAGE') OR @DatabaseId <> 2 OR @DatabaseId IS NULL THEN NULL
            WHEN @PageId = 1 OR (@PageId > 0 AND @PageId % 8088 = 0) THEN N'PFS'
            WHEN @PageId = 2 OR (@PageId > 0 AND @PageId % 511232 = 0) THEN N'GAM'
            WHEN @PageId = 3 OR (@PageId > 1 AND @PageId % 511232 = 1) THEN N'SGAM'
        END,
        LEFT(@KeyHash, 64);

    RETURN;
END;
