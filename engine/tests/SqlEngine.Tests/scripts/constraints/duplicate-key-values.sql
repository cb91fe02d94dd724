CREATE TABLE dbo.T (A int NOT NULL, B datetime2(3) NOT NULL, C nvarchar(20) NOT NULL, D uniqueidentifier NULL, E decimal(9, 2) NULL, F varbinary(4) NULL, G bit NULL, CONSTRAINT UQ UNIQUE (A, B, C, D, E, F, G));
INSERT dbo.T VALUES (1, '2024-03-04T05:06:07.089', N'text', NULL, 1.5, 0x01AB, 1);
INSERT dbo.T VALUES (1, '2024-03-04T05:06:07.089', N'text', NULL, 1.5, 0x01AB, 1);
