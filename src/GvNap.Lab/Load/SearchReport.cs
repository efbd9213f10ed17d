namespace GvNap.Lab.Load;

/// <summary>What came of the searches.</summary>
/// <param name="Answered">Answers.</param>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="Checked">Answers that were checked.</param>
/// <param name="Refused">Searches that got an error.</param>
/// <param name="Lost">Searches whose connection broke, or that were never answered.</param>
/// <param name="Latency">How long answers took; at a given rate from when they were to be sent.</param>
internal sealed record SearchReport(long Answered, double PerSecond, long Checked, long Refused, long Lost, LatencyReport Latency);
