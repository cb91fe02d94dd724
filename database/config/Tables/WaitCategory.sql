/*  What tasks wait for, in groups that an AX administrator can act on. Some twenty rows, kept for good.
    IsBenign: waiting is the normal state of such a task; it is neither stored nor counted.  */
CREATE TABLE config.WaitCategory
(
    CategoryName nvarchar(32)  NOT NULL,
    IsBenign     bit           NOT NULL CONSTRAINT DF_WaitCategory_IsBenign DEFAULT (0),
    Description  nvarchar(500) NOT NULL,
    CONSTRAINT PK_WaitCategory PRIMARY KEY CLUSTERED (CategoryName),
    CONSTRAINT CK_WaitCategory_CategoryName CHECK (LEN(CategoryName) > 0),
    CONSTRAINT CK_WaitCategory_Description CHECK (LEN(Description) > 0)
);
