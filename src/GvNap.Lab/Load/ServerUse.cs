namespace GvNap.Lab.Load;

/// <summary>What an index server's process uses.</summary>
/// <param name="ResidentBytes">Memory that is resident.</param>
/// <param name="ProcessorSeconds">Time on all processors since its start.</param>
internal sealed record ServerUse(long ResidentBytes, double ProcessorSeconds);
