namespace GvNap.Index.Tests.Directory;

/// <summary>
/// Tests whose peers live on leases of a second or two: they have the machine for themselves, so that heartbeats are
/// not late because other tests compute.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ShortLeaseCollection
{
    public const string Name = "short leases";
}
