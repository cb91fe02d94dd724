/*  ops.GetRepositoryFaults: what is wrong with the repository's database itself, for `axmonitor check` and
    the end of a deployment: an owner whom the server does not know, as after a restore, and
    READ_COMMITTED_SNAPSHOT that is off.
    Result   one row each: Subject, Fault, Remedy  */
CREATE PROCEDURE ops.GetRepositoryFaults
AS
SET NOCOUNT ON;

DECLARE @ExecuteAsError nvarchar(2048);
DECLARE @DatabaseName nvarchar(128) = DB_NAME();
DECLARE @AdministratorName nvarchar(128) = SUSER_SNAME(0x01);
DECLARE @OwnerName nvarchar(128);
DECLARE @HasSameOwner bit;
DECLARE @IsSnapshotOn bit;

BEGIN TRY
    EXEC ops.ProbeOwner;
END TRY
BEGIN CATCH
    -- Whatever it is: partitions and purges would meet the same.
    SET @ExecuteAsError = CONCAT(N'error ', ERROR_NUMBER(), N', ', ERROR_MESSAGE());
END CATCH;

-- By name only: the model of the database knows no views of the server.
EXEC sys.sp_executesql
    N'
    SELECT
        @OwnerName = SUSER_SNAME(d.owner_sid),
        @HasSameOwner = CASE WHEN p.sid <> d.owner_sid THEN 0 ELSE 1 END,
        @IsSnapshotOn = d.is_read_committed_snapshot_on
    FROM sys.databases AS d
    LEFT JOIN sys.database_principals AS p ON p.name = N''dbo''
    WHERE d.database_id = DB_ID();',
    N'@OwnerName nvarchar(128) OUTPUT, @HasSameOwner bit OUTPUT, @IsSnapshotOn bit OUTPUT',
    @OwnerName = @OwnerName OUTPUT,
    @HasSameOwner = @HasSameOwner OUTPUT,
    @IsSnapshotOn = @IsSnapshotOn OUTPUT;

SELECT f.Subject, f.Fault, f.Remedy
FROM lib.RepositoryFault(@DatabaseName, @OwnerName, @HasSameOwner, @ExecuteAsError, @AdministratorName, @IsSnapshotOn) AS f
ORDER BY f.Subject;
