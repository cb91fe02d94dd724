/*  lib.ParseWaitResource: what a wait is for, from any of the spellings SQL Server uses.
    @Resource   wait_resource ('KEY: 5:720575 (1a39e6095155)', 'PAGE: 6:3:70133', 'OBJECT: 7:663673412:0 ',
                '2:1:1' for latches, the older 'TAB', 'PAG'), or resource_description ('keylock hobtid=720575
                dbid=5 id=lock1 mode=X associatedObjectId=720575')
    Result      one row:
                ResourceKind  KEY, PAGE, RID, OBJECT, HOBT, ALLOCUNIT, DATABASE, FILE, EXTENT, APPLICATION,
                              METADATA, XACT, LATCH, EXCHANGE, OTHER, NONE;
                              of XACT (a transaction id, optimised locking) the ids are those of the lock
                              named in brackets, where there is one
                DatabaseId, FileId, PageId, SlotId
                ObjectKey     which id ObjectId is: 'object' (object_id) or 'hobt' (hobt_id, of
                              sys.partitions); NULL when neither is known
                ObjectId      the id
                HeldMode      the lock mode that is held, where the text tells it
                PageKind      PFS, GAM or SGAM for allocation pages of tempdb
                KeyHash       the hash of a key lock
    An unknown spelling is kind OTHER; no text ever raises an error.  */
CREATE FUNCTION lib.ParseWaitResource
(
    @Resource nvarchar(3072)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        ResourceKind = CASE WHEN s.IsTransaction = 1 THEN N'XACT' ELSE k.ResourceKind END,
        DatabaseId = CASE
            WHEN s.IsDescription = 1 THEN TRY_CAST(dbid.Value AS int)
            WHEN k.ResourceKind = N'METADATA' THEN TRY_CAST(mdb.Value AS int)
            WHEN k.HasIds = 1 THEN TRY_CAST(i.Id1 AS int)
        END,
        FileId = CASE
            WHEN s.IsDescription = 1 THEN TRY_CAST(fileid.Value AS int)
            WHEN k.HasIds = 1 AND k.ResourceKind IN (N'PAGE', N'RID', N'EXTENT', N'LATCH', N'FILE') THEN TRY_CAST(i.Id2 AS int)
        END,
        p.PageId,
        SlotId = CASE WHEN k.HasIds = 1 AND k.ResourceKind = N'RID' THEN TRY_CAST(i.Id4 AS int) END,
        ObjectKey = CASE
            WHEN o.ObjectId IS NOT NULL THEN N'object'
            WHEN h.HobtId IS NOT NULL THEN N'hobt'
        END,
        ObjectId = COALESCE(o.ObjectId, h.HobtId),
        HeldMode = CASE
            WHEN s.IsDescription = 1 AND m.StartAt > 6
                THEN SUBSTRING(s.Named, m.StartAt, CHARINDEX(N' ', s.Named, m.StartAt) - m.StartAt)
        END,
        PageKind = CASE
            WHEN k.ResourceKind NOT IN (N'LATCH', N'PAGE') OR COALESCE(dbid.Value, i.Id1) <> 2 THEN NULL
            WHEN p.PageId = 1 OR p.PageId > 0 AND p.PageId % 8088 = 0 THEN N'PFS'
            WHEN p.PageId = 2 OR p.PageId > 0 AND p.PageId % 511232 = 0 THEN N'GAM'
            WHEN p.PageId = 3 OR p.PageId > 1 AND p.PageId % 511232 = 1 THEN N'SGAM'
        END,
        KeyHash = CASE WHEN k.ResourceKind = N'KEY' AND k.HasIds = 1 AND s.Body LIKE N'%(%)%'
                       THEN SUBSTRING(
                           s.Body, CHARINDEX(N'(', s.Body) + 1, CHARINDEX(N')', s.Body) - CHARINDEX(N'(', s.Body) - 1) END
    FROM
    (
        SELECT
            b.Body,
            b.IsTransaction,
            IsDescription = CASE WHEN b.Body LIKE N'[a-z]%lock %=%' AND CHARINDEX(N':', LEFT(b.Body, 16)) = 0 THEN 1 ELSE 0 END,
            Named = N' ' + REPLACE(REPLACE(REPLACE(REPLACE(b.Body, N' = ', N'='), N'(', N' '), N')', N' '), N',', N' ') + N' '
        FROM
        (
            SELECT
                IsTransaction = CASE WHEN t.Body LIKE N'XACT[: ]%' THEN 1 ELSE 0 END,
                Body = CASE
                    WHEN t.Body LIKE N'XACT[: ]%[[]%: %]%'
                        THEN SUBSTRING(t.Body, CHARINDEX(N'[', t.Body) + 1, CHARINDEX(N']', t.Body) - CHARINDEX(N'[', t.Body) - 1)
                    ELSE t.Body
                END
            FROM (SELECT Body = LTRIM(RTRIM(COALESCE(@Resource, N'')))) AS t
        ) AS b
    ) AS s
    -- The first word tells the kind: 'keylock', or what stands before ': '.
    CROSS APPLY
    (
        SELECT Word = CASE
            WHEN s.IsDescription = 1 THEN UPPER(REPLACE(LEFT(s.Body, CHARINDEX(N' ', s.Body) - 1), N'lock', N''))
            WHEN s.Body LIKE N'[A-Z]%:%' THEN UPPER(LEFT(s.Body, CHARINDEX(N':', s.Body) - 1))
        END
    ) AS w
    CROSS APPLY
    (
        SELECT
            ResourceKind = CASE
                WHEN s.Body = N'' THEN N'NONE'
                WHEN w.Word IN (
                    N'KEY', N'RID', N'PAGE', N'OBJECT', N'HOBT', N'DATABASE', N'FILE', N'EXTENT', N'APPLICATION', N'METADATA',
                    N'ALLOCUNIT')
                    THEN w.Word
                WHEN w.Word = N'TAB' THEN N'OBJECT'
                WHEN w.Word = N'PAG' THEN N'PAGE'
                WHEN w.Word = N'DB' THEN N'DATABASE'
                WHEN w.Word IN (N'APP') THEN N'APPLICATION'
                WHEN w.Word IN (N'EXT') THEN N'EXTENT'
                WHEN w.Word IN (N'ALLOCATION_UNIT', N'ALLOCATIONUNIT') THEN N'ALLOCUNIT'
                WHEN s.Body LIKE N'exchangeEvent%' OR s.Body LIKE N'SYNCPOINT%' THEN N'EXCHANGE'
                WHEN s.Body LIKE N'[0-9]%:[0-9]%:[0-9]%' AND s.Body NOT LIKE N'%[^0-9:() ]%' THEN N'LATCH'
                ELSE N'OTHER'
            END,
            HasIds = CASE
                WHEN s.IsDescription = 0 AND (s.Body LIKE N'[A-Z]%: [0-9]%:%' OR s.Body LIKE N'[0-9]%:[0-9]%') THEN 1
                ELSE 0
            END
    ) AS k
    -- The id list: behind ': ', up to the next blank.
    CROSS APPLY
    (
        SELECT Ids = CASE
            WHEN k.HasIds = 0 THEN N''
            WHEN s.Body LIKE N'[0-9]%' THEN LEFT(s.Body, CHARINDEX(N' ', s.Body + N' ') - 1)
            ELSE SUBSTRING(
                s.Body, CHARINDEX(N':', s.Body) + 2,
                CHARINDEX(N' ', s.Body + N' ', CHARINDEX(N':', s.Body) + 2) - CHARINDEX(N':', s.Body) - 2)
        END
    ) AS l
    CROSS APPLY lib.SplitIds(LEFT(l.Ids, 390)) AS i
    CROSS APPLY lib.NamedNumber(s.Named, N'dbid') AS dbid
    CROSS APPLY lib.NamedNumber(s.Named, N'database_id') AS mdb
    CROSS APPLY lib.NamedNumber(s.Named, N'fileid') AS fileid
    CROSS APPLY lib.NamedNumber(s.Named, N'pageid') AS pageid
    CROSS APPLY lib.NamedNumber(s.Named, N'hobtid') AS hobtid
    CROSS APPLY lib.NamedNumber(s.Named, N'associatedObjectId') AS assoc
    CROSS APPLY lib.NamedNumber(s.Named, N'objid') AS objid
    CROSS APPLY lib.NamedNumber(s.Named, N'object_id') AS mobj
    CROSS APPLY (SELECT StartAt = CHARINDEX(N' mode=', s.Named) + 6) AS m
    CROSS APPLY
    (
        SELECT PageId = CASE
            WHEN s.IsDescription = 1 THEN pageid.Value
            WHEN k.HasIds = 1 AND k.ResourceKind IN (N'PAGE', N'RID', N'EXTENT', N'LATCH') THEN i.Id3
        END
    ) AS p
    CROSS APPLY
    (
        SELECT ObjectId = CASE
            WHEN k.ResourceKind = N'OBJECT' AND s.IsDescription = 1 THEN objid.Value
            WHEN k.ResourceKind = N'OBJECT' AND k.HasIds = 1 THEN i.Id2
            WHEN k.ResourceKind = N'METADATA' THEN mobj.Value
        END
    ) AS o
    CROSS APPLY
    (
        SELECT HobtId = CASE
            WHEN k.ResourceKind IN (N'KEY', N'HOBT') AND k.HasIds = 1 THEN i.Id2
            WHEN k.ResourceKind IN (N'KEY', N'HOBT') AND s.IsDescription = 1 THEN COALESCE(hobtid.Value, assoc.Value)
            WHEN k.ResourceKind IN (N'PAGE', N'RID') AND s.IsDescription = 1 THEN NULLIF(assoc.Value, 0)
        END
    ) AS h
);
