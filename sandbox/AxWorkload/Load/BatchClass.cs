// An X++ class that runs in batch: its number in this installation, and how long a run takes.
namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <param name="Number">BATCH.CLASSNUMBER: MODELELEMENT.AXID of the class.</param>
/// <param name="Name">Name in the model store.</param>
/// <param name="Caption">What the client shows.</param>
/// <param name="Group">Batch group its tasks are put into.</param>
/// <param name="MedianSeconds">Half of the runs are shorter.</param>
/// <param name="Sigma">Deviation of the logarithm of the run time.</param>
internal sealed record BatchClass(int Number, string Name, string Caption, string Group, double MedianSeconds, double Sigma);
