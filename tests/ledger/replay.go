// Replays a log with the packages that Go itself trusts for its modules (golang.org/x/mod/sumdb/note and tlog): every
// entry, the level-0 tiles, the root, the signatures, and that an older checkpoint is the beginning of this one.
//
//	replay LOG VKEY...
//
// Debian: golang-go, golang-golang-x-mod-dev; GO111MODULE=off GOPATH=/usr/share/gocode go run replay.go …
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, args ...any) {
	fmt.Printf("FAIL "+format+"\n", args...)
	os.Exit(1)
}

func must[T any](value T, err error) T {
	if err != nil {
		fail("%v", err)
	}
	return value
}

// A witness of c2sp.org/tlog-cosignature; package note knows only its own kind of keys.
type witness struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.id }
func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(signature))
	return ed25519.Verify(w.key, append([]byte(head), text...), signature[8:])
}

func verifier(file string) note.Verifier {
	text := strings.TrimSpace(string(must(os.ReadFile(file))))
	parts := strings.SplitN(text, "+", 3)
	key := must(base64.StdEncoding.DecodeString(parts[2]))
	if key[0] != 4 {
		return must(note.NewVerifier(text))
	}
	id := must(hex.DecodeString(parts[1]))
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if string(sum[:4]) != string(id) {
		fail("the id of %s is not that of its key", file)
	}
	return witness{parts[0], binary.BigEndian.Uint32(id), key[1:]}
}

type checkpoint struct {
	origin  string
	size    int64
	root    tlog.Hash
	known   int
	unknown int
}

func open(file string, keys []note.Verifier) checkpoint {
	opened := must(note.Open(must(os.ReadFile(file)), note.VerifierList(keys...)))
	lines := strings.Split(opened.Text, "\n")
	out := checkpoint{origin: lines[0], size: must(strconv.ParseInt(lines[1], 10, 64)), known: len(opened.Sigs),
		unknown: len(opened.UnverifiedSigs)}
	copy(out.root[:], must(base64.StdEncoding.DecodeString(lines[2])))
	return out
}

func bundlePath(n int64, width int64) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	if width < 256 {
		path += fmt.Sprintf(".p/%d", width)
	}
	return path
}

func main() {
	folder := os.Args[1]
	var keys []note.Verifier
	for _, file := range os.Args[2:] {
		keys = append(keys, verifier(file))
	}
	last := open(filepath.Join(folder, "checkpoint"), keys)
	hashes := map[int64]tlog.Hash{}
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			out[i] = hashes[index]
		}
		return out, nil
	})
	for n, id := int64(0), int64(0); id < last.size; n++ {
		width := min(last.size-id, 256)
		entries := must(os.ReadFile(filepath.Join(folder, "tile/entries", bundlePath(n, width))))
		tile := must(os.ReadFile(filepath.Join(folder, "tile/0", bundlePath(n, width))))
		for i := int64(0); i < width; i++ {
			size := int(binary.BigEndian.Uint16(entries))
			entry := entries[2 : 2+size]
			entries = entries[2+size:]
			hash := tlog.RecordHash(entry)
			if string(hash[:]) != string(tile[i*32:i*32+32]) {
				fail("entry %d is not what its leaf says", id)
			}
			for j, stored := range must(tlog.StoredHashes(id, entry, reader)) {
				hashes[tlog.StoredHashIndex(0, id)+int64(j)] = stored
			}
			id++
		}
	}
	if must(tlog.TreeHash(last.size, reader)) != last.root {
		fail("the entries do not give the checkpoint's root")
	}
	if old := filepath.Join(folder, "checkpoint.old"); len(os.Args) > 2 {
		before := open(old, keys)
		proof := must(tlog.ProveTree(last.size, before.size, reader))
		if err := tlog.CheckTree(proof, last.size, last.root, before.size, before.root); err != nil {
			fail("%d is not the beginning of %d: %v", before.size, last.size, err)
		}
	}
	fmt.Printf("OK %s size %d, %d signatures known, %d passed over\n", last.origin, last.size, last.known, last.unknown)
}
