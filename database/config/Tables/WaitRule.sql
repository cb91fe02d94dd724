/*  Which wait type belongs to which category. Some 150 rows, kept for good; config.SetWaitRule changes one.
    IsPrefix: NamePart is how the names begin. A whole name goes before any beginning, a longer beginning
    before a shorter one; see config.ClassifyWait.  */
CREATE TABLE config.WaitRule
(
    NamePart     nvarchar(60) NOT NULL,
    IsPrefix     bit          NOT NULL,
    CategoryName nvarchar(32) NOT NULL,
    CONSTRAINT PK_WaitRule PRIMARY KEY CLUSTERED (NamePart, IsPrefix),
    CONSTRAINT FK_WaitRule_WaitCategory FOREIGN KEY (CategoryName) REFERENCES config.WaitCategory (CategoryName),
    CONSTRAINT CK_WaitRule_NamePart CHECK (LEN(NamePart) > 0)
);
