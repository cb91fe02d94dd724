/*  Types of memory clerks that were ever seen. Some dozen rows, kept for good.  */
CREATE TABLE dim.MemoryClerk
(
    ClerkId   int          NOT NULL IDENTITY (1, 1),
    ClerkType nvarchar(60) NOT NULL,
    CONSTRAINT PK_MemoryClerk PRIMARY KEY CLUSTERED (ClerkId),
    CONSTRAINT UQ_MemoryClerk_ClerkType UNIQUE (ClerkType)
);
