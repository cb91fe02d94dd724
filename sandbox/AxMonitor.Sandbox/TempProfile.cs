using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.SqlClient;
namespace AxMonitor.Sandbox;
#pragma warning disable
internal static class TempProfile
{
    static readonly ConcurrentDictionary<Guid,(long,string)> Begun = new();
    public static readonly ConcurrentDictionary<string,(int n,double ms)> Sum = new();
    public static void Start() => DiagnosticListener.AllListeners.Subscribe(new L());
    public static void Dump(){ foreach (var x in AxMonitor.Engine.Programs.TempProf.Sum.OrderByDescending(x=>x.Value.own).Take(60)) Console.Error.WriteLine($"{x.Value.own,10:0} own {x.Value.ms,10:0} ms {x.Value.n,6} {x.Value.own/x.Value.n,8:0.00}  {x.Key}"); foreach (var x in Sum.OrderByDescending(x=>x.Value.ms).Take(45)) Console.Error.WriteLine($"{x.Value.ms,10:0} ms {x.Value.n,6} {x.Value.ms/x.Value.n,8:0.0}  {x.Key}"); }
    class L : IObserver<DiagnosticListener> { public void OnNext(DiagnosticListener v){ if (v.Name=="SqlClientDiagnosticListener") v.Subscribe(new C()); } public void OnCompleted(){} public void OnError(Exception e){} }
    class C : IObserver<KeyValuePair<string,object?>> {
        public void OnCompleted(){} public void OnError(Exception e){}
        public void OnNext(KeyValuePair<string,object?> v){
            var o=v.Value!; var t=o.GetType();
            object? P(string n)=> t.GetProperty(n)?.GetValue(o);
            if (v.Key.EndsWith("WriteCommandBefore")) { var c=(SqlCommand)P("Command")!; var s=c.CommandText.Trim(); Begun[(Guid)P("OperationId")!]=(Stopwatch.GetTimestamp(), c.Connection.DataSource[^5..]+" "+string.Join(' ', s[..Math.Min(90,s.Length)].Split((char[])null, StringSplitOptions.RemoveEmptyEntries))); }
            else if (v.Key.EndsWith("WriteCommandAfter")||v.Key.EndsWith("WriteCommandError")) { if (Begun.TryRemove((Guid)P("OperationId")!, out var b)) { var ms=Stopwatch.GetElapsedTime(b.Item1).TotalMilliseconds; Sum.AddOrUpdate(b.Item2,(1,ms),(_,x)=>(x.n+1,x.ms+ms)); } }
        }
    }
}
