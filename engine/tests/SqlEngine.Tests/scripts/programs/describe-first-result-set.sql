create table dbo.t (id int identity not null primary key, name nvarchar(20) null, price decimal(9, 2) not null, x xml null);
GO
create procedure dbo.p @a int as
set nocount on;
if @a > 0
    select id, name from dbo.t where id = @a;
else
    select 1 as one;
GO
create procedure dbo.q as exec dbo.p 1;
GO
create procedure dbo.with_temp as
create table #x (a int);
select a from #x;
GO
select column_ordinal, name, is_nullable, system_type_id, system_type_name, max_length, precision, scale, is_identity_column, error_number
from sys.dm_exec_describe_first_result_set(N'select id, name, price, x, price * 2 as twice from dbo.t where id = @i', N'@i int', 0) order by column_ordinal;
GO
select column_ordinal, name, system_type_name from sys.dm_exec_describe_first_result_set(N'exec dbo.q', null, 0);
select column_ordinal, name, system_type_name from sys.dm_exec_describe_first_result_set_for_object(object_id('dbo.p'), 0);
GO
select count(*) as n from sys.dm_exec_describe_first_result_set(N'declare @a int = 1; set @a = 2', null, 0);
GO
select name, error_number, error_severity, error_message, error_type_desc from sys.dm_exec_describe_first_result_set(N'select nope from dbo.t', null, 0);
select name, error_number, error_message, error_type_desc from sys.dm_exec_describe_first_result_set(N'exec dbo.with_temp', null, 0);
select name, error_number, error_message, error_type_desc from sys.dm_exec_describe_first_result_set(N'exec (''select 1'')', null, 0);
GO
exec sp_describe_first_result_set N'update dbo.t set name = N''a'' output inserted.id, deleted.name as was';
GO
exec sp_describe_first_result_set N'select nope from dbo.t';
GO
