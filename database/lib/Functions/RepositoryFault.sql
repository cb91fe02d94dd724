/*  lib.RepositoryFault: what is wrong with the repository's database itself, in words.
    @DatabaseName      DB_NAME()
    @OwnerName         login of the owner whom the server knows; NULL: its SID belongs to no login here
    @HasSameOwner      1: the owner within the database (dbo) is the server's; 0: another, as after a restore
    @ExecuteAsError    what EXECUTE AS OWNER was answered; NULL: it works
    @AdministratorName the login sa, under whatever name
    @IsSnapshotOn      READ_COMMITTED_SNAPSHOT of the database
    Result             a row for each fault: Subject, Fault, Remedy (the one statement that mends it)  */
CREATE FUNCTION lib.RepositoryFault
(
    @DatabaseName      nvarchar(128),
    @OwnerName         nvarchar(128),
    @HasSameOwner      bit,
    @ExecuteAsError    nvarchar(2048),
    @AdministratorName nvarchar(128),
    @IsSnapshotOn      bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Subject = N'repository owner',
        Fault = LEFT(
            CONCAT(
                CASE
                    WHEN @OwnerName IS NULL THEN N'the database belongs to a login that this server does not know'
                    WHEN @HasSameOwner = 0 THEN N'the database was restored, and its dbo is another login than its owner'
                    ELSE N'EXECUTE AS OWNER fails'
                END,
                N': no partition is made ahead and nothing is purged',
                N' (' + @ExecuteAsError + N')'),
            2000),
        Remedy = CONCAT(
            N'ALTER AUTHORIZATION ON DATABASE::', QUOTENAME(@DatabaseName), N' TO ',
            QUOTENAME(COALESCE(@AdministratorName, N'sa')), N';')
    WHERE @OwnerName IS NULL
       OR @HasSameOwner = 0
       OR @ExecuteAsError IS NOT NULL
    UNION ALL
    SELECT
        N'repository isolation',
        N'READ_COMMITTED_SNAPSHOT is off: reports and the evaluation of alerts wait for collectors, and collectors for them',
        CONCAT(N'ALTER DATABASE ', QUOTENAME(@DatabaseName), N' SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;')
    WHERE COALESCE(@IsSnapshotOn, 0) = 0
);
