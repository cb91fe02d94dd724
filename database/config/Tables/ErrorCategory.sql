/*  What kinds of errors of SQL Server matter to an AX installation: facts and reports group by it. Some dozen
    rows, kept for good; an administrator may add numbers. A number that is not here is 'user' from 50000 on,
    'fatal' from severity 20 on, else 'other'.  */
CREATE TABLE config.ErrorCategory
(
    ErrorNumber int           NOT NULL,
    Category    nvarchar(16)  NOT NULL,
    Meaning     nvarchar(200) NOT NULL,
    CONSTRAINT PK_ErrorCategory PRIMARY KEY CLUSTERED (ErrorNumber),
    CONSTRAINT CK_ErrorCategory_Category CHECK (
        Category IN (
            N'concurrency', N'duplicate', N'truncation', N'memory', N'space', N'corruption', N'login', N'permission', N'cancel',
            N'data'))
);
