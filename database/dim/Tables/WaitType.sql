/*  Wait types that were ever seen, with the category that config.WaitRule puts them in.
    Some hundred rows, kept for good.
    config.SetWaitRule and the seed bring the categories up to date.  */
CREATE TABLE dim.WaitType
(
    WaitTypeId   int          NOT NULL IDENTITY (1, 1),
    WaitType     nvarchar(60) NOT NULL,
    CategoryName nvarchar(32) NOT NULL,
    CONSTRAINT PK_WaitType PRIMARY KEY CLUSTERED (WaitTypeId),
    CONSTRAINT UQ_WaitType_WaitType UNIQUE (WaitType),
    CONSTRAINT FK_WaitType_WaitCategory FOREIGN KEY (CategoryName) REFERENCES config.WaitCategory (CategoryName)
);
