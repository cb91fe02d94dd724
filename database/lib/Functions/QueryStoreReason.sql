/*  lib.QueryStoreReason: why Query Store does not collect, and what to do about it.
    @StateText        READ_WRITE, READ_ONLY, OFF, ERROR, NO DATABASE; NULL: it did not say
    @ReadOnlyReason   sys.database_query_store_options.readonly_reason, a sum of bits
    Result            one row: Reason, Remedy, both NULL when it collects  */
CREATE FUNCTION lib.QueryStoreReason (@StateText nvarchar(60), @ReadOnlyReason int)
RETURNS TABLE
AS
RETURN
(
    SELECT
        Reason = CAST(CASE
            WHEN @StateText = N'READ_WRITE' THEN NULL
            WHEN @StateText = N'NO DATABASE' THEN N'Not collecting because the instance names no AX database.'
            WHEN @StateText = N'OFF' THEN N'Not collecting because Query Store is off in the AX database.'
            WHEN @StateText = N'ERROR' THEN N'Not collecting because Query Store is in an error state.'
            WHEN @StateText = N'READ_ONLY' AND @ReadOnlyReason & 65536 <> 0
                THEN N'Nothing new comes because Query Store has reached its maximum size and is read-only.'
            WHEN @StateText = N'READ_ONLY' AND @ReadOnlyReason & 393216 <> 0
                THEN N'Nothing new comes because Query Store has reached its limit in memory and is read-only.'
            WHEN @StateText = N'READ_ONLY' AND @ReadOnlyReason & 524288 <> 0
                THEN N'Nothing new comes because the database has reached its disk size limit and Query Store is read-only.'
            WHEN @StateText = N'READ_ONLY' AND @ReadOnlyReason & 15 <> 0
                THEN N'Nothing new comes because the database is read-only, single-user, in '
                    + N'emergency mode or a secondary replica.'
            WHEN @StateText = N'READ_ONLY' THEN N'Nothing new comes because Query Store was set to read-only.'
            ELSE CONCAT(N'Not collecting because Query Store is in the state ''', @StateText, N'''.')
        END AS nvarchar(400)),
        Remedy = CAST(CASE
            WHEN @StateText = N'READ_WRITE' THEN NULL
            WHEN @StateText = N'NO DATABASE' THEN N'Name it with axmonitor instance add.'
            WHEN @StateText = N'OFF'
                THEN N'ALTER DATABASE <AX database> SET QUERY_STORE = ON (OPERATION_MODE = READ_WRITE, QUERY_CAPTURE_MODE = '
                    + N'AUTO, MAX_STORAGE_SIZE_MB = 2048, INTERVAL_LENGTH_MINUTES = 15);'
            WHEN @StateText = N'ERROR'
                THEN N'Set it OFF, run sys.sp_query_store_consistency_check in the AX database, and set it to '
                    + N'READ_WRITE; if that fails, clear it.'
            WHEN @ReadOnlyReason & 65536 <> 0
                THEN N'Raise MAX_STORAGE_SIZE_MB, use QUERY_CAPTURE_MODE = AUTO and SIZE_BASED_CLEANUP_MODE = AUTO, '
                    + N'then set OPERATION_MODE = READ_WRITE.'
            WHEN @ReadOnlyReason & 393216 <> 0
                THEN N'Use QUERY_CAPTURE_MODE = AUTO: many different statements with literals fill it. It turns to '
                    + N'READ_WRITE by itself when there is room.'
            WHEN @ReadOnlyReason & 524288 <> 0 THEN N'Make room in the database, then set OPERATION_MODE = READ_WRITE.'
            WHEN @ReadOnlyReason & 15 <> 0 THEN N'Watch the primary replica, or bring the database back to normal use.'
            ELSE N'ALTER DATABASE <AX database> SET QUERY_STORE (OPERATION_MODE = READ_WRITE);'
        END AS nvarchar(400))
);
