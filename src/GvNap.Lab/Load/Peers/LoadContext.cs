using GvNap.Lab.Load.Checking;

namespace GvNap.Lab.Load.Peers;

/// <summary>What all peers of a load share.</summary>
/// <param name="Options">What load is driven.</param>
/// <param name="Target">The servers.</param>
/// <param name="Files">All files.</param>
/// <param name="Ledger">What the index must know.</param>
/// <param name="Faults">What was wrong.</param>
/// <param name="Shares">How long batches took.</param>
/// <param name="FilePort">Where the peers' endpoints are.</param>
internal sealed record LoadContext(LoadOptions Options, LoadTarget Target, LoadFiles Files, Ledger Ledger, Faults Faults, SharedLatencies Shares, int FilePort);
