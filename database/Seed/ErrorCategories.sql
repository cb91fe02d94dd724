-- Errors that an AX installation meets, by kind. One that exists keeps what an administrator made of it.
INSERT config.ErrorCategory (ErrorNumber, Category, Meaning)
SELECT v.ErrorNumber, v.Category, v.Meaning
FROM
(
    VALUES
        (1205, N'concurrency', N'Chosen as deadlock victim; AX repeats the transaction or shows the error.'),
        (1222, N'concurrency', N'Lock request timed out.'),
        (3960, N'concurrency', N'Update conflict of a snapshot transaction.'),
        (2601, N'duplicate', N'Duplicate key in a unique index.'),
        (2627, N'duplicate', N'Duplicate key of a constraint.'),
        (8152, N'truncation', N'Text longer than its column: an AX string was made shorter, or a customisation writes too much.'),
        (2628, N'truncation', N'Text longer than its column, with its name (newer builds).'),
        (701, N'memory', N'Not enough memory to run the query.'),
        (802, N'memory', N'Not enough memory in the buffer pool.'),
        (8645, N'memory', N'Timed out waiting for a memory grant.'),
        (8651, N'memory', N'Less than the least memory a query needs.'),
        (8657, N'memory', N'More memory asked for than any query may have.'),
        (8902, N'memory', N'Memory ran out in DBCC.'),
        (17803, N'memory', N'Not enough memory for a connection.'),
        (9002, N'space', N'The transaction log is full.'),
        (1101, N'space', N'No new page in a filegroup: tempdb or a data file is full.'),
        (1105, N'space', N'No space in a filegroup: tempdb or a data file is full.'),
        (3967, N'space', N'tempdb could not hold row versions.'),
        (823, N'corruption', N'The operating system failed to read or write a page.'),
        (824, N'corruption', N'A page read is not what was written.'),
        (825, N'corruption', N'A read succeeded only when repeated: storage that begins to fail.'),
        (832, N'corruption', N'A page changed in memory.'),
        (605, N'corruption', N'A page belongs to another object.'),
        (18456, N'login', N'Login failed.'),
        (18452, N'login', N'Login of an untrusted domain.'),
        (4060, N'login', N'The database cannot be opened by the login.'),
        (17830, N'login', N'The network failed while a connection was made.'),
        (229, N'permission', N'A permission on an object is missing.'),
        (230, N'permission', N'A permission on a column is missing.'),
        (262, N'permission', N'A permission in the database is missing.'),
        (3617, N'cancel', N'The client cancelled, or its time-out ended the request.'),
        (515, N'data', N'NULL into a column that takes none.'),
        (547, N'data', N'A constraint was broken.'),
        (8115, N'data', N'A number too large for its type.'),
        (8134, N'data', N'Divided by zero.'),
        (208, N'data', N'No such object: AX has not been synchronised, or a temporary table is gone.'),
        (207, N'data', N'No such column: AX has not been synchronised.')
) AS v (ErrorNumber, Category, Meaning)
WHERE NOT EXISTS (SELECT 1 FROM config.ErrorCategory AS c WHERE c.ErrorNumber = v.ErrorNumber);
