using System.Numerics;
using GvNap.Peer.Sharing;

namespace GvNap.Peer;

/// <summary>How fast a file is being fetched.</summary>
internal sealed class FetchPace(IPartialFile file, TimeProvider time)
{
    private readonly int _before = Count(file);
    private readonly long _start = time.GetTimestamp();

    /// <summary>The time until the file is whole, if it goes on as it did so far; the longest there is if nothing came yet.</summary>
    public TimeSpan TimeLeft
    {
        get
        {
            var pieces = Count(file);
            return pieces == _before ? TimeSpan.MaxValue : time.GetElapsedTime(_start) * (file.Layer.Geometry.PieceCount - pieces) / (pieces - _before);
        }
    }

    private static int Count(IPartialFile file) => file.GetPieces().Sum(static bits => BitOperations.PopCount(bits));
}
