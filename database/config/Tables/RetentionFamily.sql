/*  Tables that are kept equally long. A dozen rows, kept for good; an existing row keeps its numbers
    when a new version is deployed.
    RetentionDays  whole days of UTC that are kept besides today
    CapMb          size that ops.SaveSize forecasts against; nothing is deleted because of it  */
CREATE TABLE config.RetentionFamily
(
    FamilyName    nvarchar(64)   NOT NULL,
    RetentionDays int            NOT NULL,
    CapMb         int            NOT NULL,
    Description   nvarchar(1000) NOT NULL,
    CONSTRAINT PK_RetentionFamily PRIMARY KEY CLUSTERED (FamilyName),
    CONSTRAINT CK_RetentionFamily_RetentionDays CHECK (RetentionDays BETWEEN 1 AND 3650),
    CONSTRAINT CK_RetentionFamily_CapMb CHECK (CapMb > 0)
);
