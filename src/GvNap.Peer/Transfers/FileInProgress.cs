using GvNap.Peer.Transfers.Scheduling;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers;

/// <summary>A file of which pieces are missing.</summary>
/// <param name="Layer">What belongs there.</param>
/// <param name="Scheduler">What is missing.</param>
/// <param name="Part">What is there.</param>
internal sealed record FileInProgress(PieceLayer Layer, PieceScheduler Scheduler, PartFile Part);
