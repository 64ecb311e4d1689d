/* The reference model in C, rule by rule as in kernel.py, for the ratio to scalar compiled code.

   `with_c.py` writes reference.h from tables.py and from the declarations in kernel.py: the law's numbers, the sizes,
   and World, Terms and their parts as structures of the same layout, so that both run on the same records. */

#include <math.h>
#include <stdint.h>
#include "reference.h"

typedef int64_t I;
typedef double F;
typedef uint64_t U;

static const F A[8] = {3.3871328727963666080e0,  1.3314166789178437745e2, 1.9715909503065514427e3,
                       1.3731693765509461125e4,  4.5921953931549871457e4, 6.7265770927008700853e4,
                       3.3430575583588128105e4,  2.5090809287301226727e3};
static const F B[8] = {1.0,                      4.2313330701600911252e1, 6.8718700749205790830e2,
                       5.3941960214247511077e3,  2.1213794301586595867e4, 3.9307895800092710610e4,
                       2.8729085735721942674e4,  5.2264952788528545610e3};
static const F C[8] = {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                       3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                       2.27238449892691845833e-2, 7.74545014278341407640e-4};
static const F D[8] = {1.0,                      2.05319162663775882187e0, 1.67638483018380384940e0,
                       6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
                       5.47593808499534494600e-4, 1.05075007164441684324e-9};
static const F E[8] = {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                       2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                       2.71155556874348757815e-5, 2.01033439929228813265e-7};
static const F G[8] = {1.0,                      5.99832206555887937690e-1, 1.36929880922735805310e-1,
                       1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
                       1.42151175831644588870e-7, 2.04426310338993978564e-15};

static F poly(const F *c, F x) {
    F y = c[7];
    for (int i = 6; i >= 0; i--) y = y * x + c[i];
    return y;
}

static F normal_quantile(F u) {
    F q = u - 0.5;
    if (fabs(q) <= 0.425) {
        F r = 0.180625 - q * q;
        return q * poly(A, r) / poly(B, r);
    }
    F r = sqrt(-log(q < 0.0 ? u : 1.0 - u));
    F x;
    if (r <= 5.0) {
        r -= 1.6;
        x = poly(C, r) / poly(D, r);
    } else {
        r -= 5.0;
        x = poly(E, r) / poly(G, r);
    }
    return q < 0.0 ? -x : x;
}

static U fold(U key, U word) {
    U z = (key ^ word) + 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static F roll(World *w, U key, I count) {
    w->n_draws++;
    return ((F)(fold(key, (U)count) >> 12) + 0.5) * 0x1p-52;
}

static U event_key(U key, I purpose, I actor, I subject) {
    return fold(fold(fold(key, (U)purpose), (U)actor), (U)subject);
}

static F uniform(World *w, I purpose, I actor, I subject, I count) {
    return roll(w, event_key(w->key, purpose, actor, subject), count);
}

static void settle(World *w, I group) {
    I least = NEVER;
    for (I i = group * N_GROUP; i < (group + 1) * N_GROUP; i++) least = w->due[i] < least ? w->due[i] : least;
    w->group[group] = least;
}

static void schedule(World *w, I slot, I time) {
    I packed = (time << SLOT_BITS) | slot, group = slot / N_GROUP, old = w->due[slot];
    w->due[slot] = packed;
    if (packed <= w->group[group]) w->group[group] = packed;
    else if (old == w->group[group]) settle(w, group);
}

static I next_slot(World *w) {
    I best = w->group[0];
    for (I g = 1; g < N_GROUPS; g++) best = w->group[g] < best ? w->group[g] : best;
    I slot = best & ((1 << SLOT_BITS) - 1);
    w->now = best >> SLOT_BITS;
    w->due[slot] = NEVER;
    settle(w, slot / N_GROUP);
    return slot;
}

static I write_row(World *w, I kind, I actor, I other, I place, F a, F b, F c, I cause) {
    I n = w->n_rows;
    if (n >= N_ROWS) {
        w->error = FULL_ROWS;
        return N_ROWS - 1;
    }
    w->rows[n] = (Row){w->now, kind, actor, other, place, a, b, c, cause};
    w->n_rows = n + 1;
    return n;
}

static F sigmoid(F x) { return 1.0 / (1.0 + exp(-x)); }
static F share(F x) { return x < 0.0 ? 0.0 : x > 1.0 ? 1.0 : x; }
static F above_none(F x) { return x > 0.0 ? x : 0.0; }
static F spread(F mean, F u) { return above_none(floor(mean + sqrt(mean) * normal_quantile(u) + 0.5)); }

static int are_enemies(const World *w, I p, I q) {
    if (p == QING) return q != QING && w->at_war[q];
    return q == QING && w->at_war[p];
}

static void post(World *w, const Terms *t, I sender, I receiver, I kind, F says, I cause) {
    I k = w->free;
    if (k == N_LETTERS) {
        w->error = FULL_LETTERS;
        return;
    }
    Actor *s = &w->actors[sender];
    Letter *letter = &w->letters[k];
    w->free = letter->following;
    letter->sender = sender;
    letter->receiver = receiver;
    letter->kind = kind;
    letter->says = says;
    letter->written = w->now;
    letter->cause = write_row(w, SENT, sender, receiver, s->place, (F)kind, says, 0.0, cause);
    F days = t->days[s->place * N_PLACES + w->actors[receiver].place];
    F pace = POST_SLOW + POST_SPREAD * uniform(w, D_TRANSIT, sender, receiver, s->n_sent);
    s->n_sent++;
    w->n_letters++;
    schedule(w, SLOT_LETTER + k, w->now + (I)((POST + days * pace) * DAY));
}

static void march(World *w, const Terms *t, I i) {
    Force *f = &w->forces[i];
    I onward = t->onward[f->place * N_PLACES + f->goal];
    F pace = MARCH_SLOW + MARCH_SPREAD * uniform(w, D_MARCH, i, 0, f->n_marches);
    f->n_marches++;
    schedule(w, SLOT_MARCH + i, w->now + (I)((MARCH + t->days[f->place * N_PLACES + onward] * pace) * DAY));
}

static void launch(World *w, const Terms *t, I power, I cause) {
    I best = -1, target = -1;
    F most = FEWEST, fewest = INFINITY;
    for (I i = 0; i < N_FORCES; i++) {
        Force *f = &w->forces[i];
        if (f->power == power) {
            if (f->goal < 0 && f->men > most) best = i, most = f->men;
        } else if (f->men < fewest && f->men > GARRISON && are_enemies(w, power, f->power)) {
            target = i, fewest = f->men;
        }
    }
    if (best >= 0 && target >= 0) {
        Force *f = &w->forces[best];
        f->goal = w->forces[target].place;
        f->returning = 0;
        f->cause = write_row(w, SAILED, best, target, f->place, f->men, 0.0, 0.0, cause);
        march(w, t, best);
    }
}

static void conclude(World *w, I power, I cause) {
    I nth = w->n_treaties++;
    I got = uniform(w, D_MFN, power, 0, nth) < WITH_MFN ? MFN : 0;
    for (I i = 0; i < NEW_CLAUSES; i++)
        got |= (I)1 << (1 + (I)(uniform(w, D_CLAUSE, power, i, nth) * (N_CLAUSES - 1)));
    w->held[power] |= got;
    for (int spreading = 1; spreading;) {
        spreading = 0;
        for (I p = 0; p < N_COERCERS; p++) {
            if (!(w->held[p] & MFN)) continue;
            for (I q = 0; q < N_COERCERS; q++) {
                I more = w->held[q] & ~(I)MFN & ~w->held[p];
                if (more) w->held[p] |= more, spreading = 1;
            }
        }
    }
    write_row(w, PEACE, power, QING, -1, (F)got, (F)w->held[power], 0.0, cause);
    if (w->at_war[power]) {
        w->at_war[power] = 0;
        w->war_time += w->now - w->war_since[power];
    }
    w->actors[COURT].resolve = share(w->actors[COURT].resolve + TREATY_RESOLVE);
}

static void answer(World *w, const Terms *t, I me, I sender, I nth, I cause) {
    Actor *a = &w->actors[me];
    F gives_way = sigmoid(YIELD_SLOPE * (a->belief[sender] - a->resolve) + YIELD_TENSION * w->tension + YIELD_SHIFT);
    F u = uniform(w, D_ANSWER, me, sender, nth);
    F grants = u < gives_way ? 1.0 : 0.0;
    if (u < gives_way + TEMPORISE * (1.0 - gives_way) || grants > 0.0) {
        I row = write_row(w, ANSWERED, me, sender, a->place, grants, gives_way, 0.0, cause);
        post(w, t, me, sender, REPLY, grants, row);
    }
}

static void on_letter(World *w, const Terms *t, I k) {
    Letter *letter = &w->letters[k];
    I sender = letter->sender, me = letter->receiver, kind = letter->kind;
    F says = letter->says;
    Actor *a = &w->actors[me];
    I row = write_row(w, RECEIVED, me, sender, a->place, (F)kind, says, 0.0, letter->cause);
    F weight = TRUST * exp(-(F)(w->now - letter->written) / (STALE * DAY));
    a->belief[sender] += weight * (says - a->belief[sender]);
    letter->following = w->free;
    w->free = k;
    I nth = a->n_heard++;
    if (kind == REPORT) {
        if (a->superior >= 0 && uniform(w, D_FORWARD, me, sender, nth) < FORWARD)
            post(w, t, me, a->superior, REPORT, a->belief[sender], row);
    } else if (kind == INSTRUCTION) {
        a->resolve = share(a->resolve + OBEY * (says - a->resolve));
    } else if (kind == ULTIMATUM) {
        answer(w, t, me, sender, nth, row);
    } else if (kind == REPLY) {
        if (says > 0.5) {
            a->satisfied = 1;
            conclude(w, a->power, row);
        } else {
            a->stalled = 1;
        }
    } else if (kind == ORDER) {
        launch(w, t, a->power, row);
    }
}

static void press(World *w, const Terms *t, I me, I nth) {
    Actor *a = &w->actors[me];
    I to = uniform(w, D_TARGET, me, 0, nth) < TO_VICEROY ? VICEROY : COURT;
    if (uniform(w, D_DEMAND, me, to, nth) < DEMAND * sigmoid(DEMAND_SLOPE * (a->resolve - a->belief[to]))) {
        w->n_ultimata++;
        a->demanding = 1;
        a->satisfied = 0;
        a->stalled = 0;
        a->demand_row = write_row(w, DEMANDED, me, to, a->place, a->resolve, 0.0, 0.0, -1);
        post(w, t, me, to, ULTIMATUM, a->resolve, a->demand_row);
        F trip = t->days[a->place * N_PLACES + w->actors[to].place];
        F days = GRACE_TRIPS * trip + GRACE + GRACE_SPREAD * uniform(w, D_CLOCK, me, to, a->n_demands);
        a->n_demands++;
        schedule(w, SLOT_CLOCK + me, w->now + (I)(days * DAY));
    }
}

static void on_review(World *w, const Terms *t, I me) {
    Actor *a = &w->actors[me];
    I nth = a->n_reviews++;
    for (I k = 0; k < N_ACTORS; k++) a->belief[k] += FADE * (0.5 - a->belief[k]);
    F wandered = a->resolve + WANDER * (uniform(w, D_WANDER, me, 0, nth) - 0.5);
    a->resolve = share(wandered + RECOVER * (a->temper - a->resolve));
    if (a->superior >= 0) {
        post(w, t, me, a->superior, REPORT, a->resolve, -1);
    } else {
        I chosen = t->agent[a->power * N_AGENTS + (I)(uniform(w, D_AGENT, me, 0, nth) * N_AGENTS)];
        post(w, t, me, chosen, INSTRUCTION, a->resolve, -1);
    }
    if (uniform(w, D_NOTE, me, 0, nth) < WRITE_NOTE) {
        I other = (I)(uniform(w, D_NOTE_TO, me, 0, nth) * N_ACTORS);
        if (other != me)
            post(w, t, me, other, NOTE, share(a->resolve + BLUFF * (uniform(w, D_BLUFF, me, 0, nth) - 0.5)), -1);
    }
    if (a->presses && !w->at_war[a->power] && !a->demanding) press(w, t, me, nth);
    if (a->power != QING) {
        if (a->presses && w->at_war[a->power] && uniform(w, D_ORDER, me, 0, nth) < SEND_FORCE)
            post(w, t, me, t->commander[a->power], ORDER, a->resolve, -1);
    } else if (me == COURT) {
        int fighting = 0;
        for (I p = 0; p < N_COERCERS; p++) {
            if (!w->at_war[p]) continue;
            fighting = 1;
            I envoy = t->envoy[p];
            if (uniform(w, D_SUE, me, p, nth) < sigmoid(SUE_SLOPE * (a->belief[envoy] - a->resolve) + SUE_SHIFT))
                post(w, t, me, envoy, REPLY, 1.0, -1);
        }
        if (fighting && uniform(w, D_ORDER, me, 0, nth) < SEND_FORCE)
            post(w, t, me, t->commander[QING], ORDER, a->resolve, -1);
    }
    w->tension *= CALM;
    F days = REVIEW + REVIEW_SPREAD * uniform(w, D_REVIEW, me, 0, nth);
    schedule(w, SLOT_REVIEW + me, w->now + (I)(days * DAY));
}

static void on_clock(World *w, const Terms *t, I me) {
    Actor *a = &w->actors[me];
    a->demanding = 0;
    if (a->satisfied || w->at_war[a->power]) return;
    F odds = a->stalled ? FIGHT_IF_TALKING : FIGHT;
    if (uniform(w, D_WAR, me, 0, a->n_demands) < odds) {
        w->at_war[a->power] = 1;
        w->war_since[a->power] = w->now;
        if (w->first_war < 0) w->first_war = w->now;
        w->tension += WAR_TENSION;
        I row = write_row(w, WAR, me, a->power, a->place, odds, w->tension, 0.0, a->demand_row);
        post(w, t, me, t->commander[a->power], ORDER, a->resolve, row);
    }
}

static void fight(World *w, const Terms *t, I i, I j, I cause) {
    Force *f = &w->forces[i], *g = &w->forces[j];
    U key = fold(event_key(w->key, D_ROUND, i, j), (U)f->n_fights);
    f->n_fights++;
    w->n_battles++;
    F ours = f->men, theirs = g->men;
    F we_kill = t->deadliness[f->power], they_kill = t->deadliness[g->power];
    I rounds = 0, loser = -1;
    while (rounds < MOST_ROUNDS && loser < 0) {
        F heat = HEAT + HEAT_SPREAD * roll(w, key, 5 * rounds);
        F their_loss = spread(we_kill * ours * heat, roll(w, key, 5 * rounds + 1));
        F our_loss = spread(they_kill * theirs * heat, roll(w, key, 5 * rounds + 2));
        theirs = above_none(theirs - their_loss);
        ours = above_none(ours - our_loss);
        if (theirs < SHAKEN * g->men && roll(w, key, 5 * rounds + 3) < BREAK) loser = j;
        else if (ours < SHAKEN * f->men && roll(w, key, 5 * rounds + 4) < BREAK) loser = i;
        rounds++;
    }
    if (loser < 0) loser = i;
    w->n_rounds += rounds;
    w->dead += (f->men - ours) + (g->men - theirs);
    I row = write_row(w, BATTLE, i, j, f->place, (F)loser, f->men - ours, g->men - theirs, cause);
    f->men = ours;
    g->men = theirs;
    w->tension += BATTLE_TENSION;
    Force *beaten = &w->forces[loser];
    if (beaten->power == QING) {
        w->actors[COURT].resolve = share(w->actors[COURT].resolve - DEFEAT_RESOLVE);
        post(w, t, t->commander[QING], COURT, REPORT, DEFEAT_NEWS, row);
    }
    if (beaten->goal >= 0) {
        beaten->goal = beaten->home;
        beaten->returning = 1;
    } else if (beaten->place != beaten->home) {
        beaten->goal = beaten->home;
        beaten->returning = 1;
        march(w, t, loser);
    }
}

static void on_march(World *w, const Terms *t, I i) {
    Force *f = &w->forces[i];
    w->n_marches++;
    f->place = t->onward[f->place * N_PLACES + f->goal];
    I row = write_row(w, ARRIVED, i, -1, f->place, f->men, 0.0, 0.0, f->cause);
    if (!f->returning) {
        for (I j = 0; j < N_FORCES; j++) {
            Force *g = &w->forces[j];
            if (g->place == f->place && g->men > GARRISON && are_enemies(w, f->power, g->power)) {
                fight(w, t, i, j, row);
                break;
            }
        }
    }
    if (f->place != f->goal) {
        march(w, t, i);
    } else if (f->place == f->home) {
        f->goal = -1;
        f->returning = 0;
    } else {
        f->goal = f->home;
        f->returning = 1;
        march(w, t, i);
    }
}

static void on_sickness(World *w, I i) {
    Force *f = &w->forces[i];
    I nth = f->n_counts++;
    F lost = spread(SICK * f->men, uniform(w, D_SICK, i, 0, nth));
    if (lost > f->men) lost = f->men;
    f->men -= lost;
    w->dead += lost;
    write_row(w, SICKENED, i, -1, f->place, lost, f->men, 0.0, -1);
    if (f->place == f->home) f->men += floor(DRAFT * (f->full - f->men));
    F days = SICKNESS + SICKNESS_SPREAD * uniform(w, D_TICK, i, 0, nth);
    schedule(w, SLOT_SICKNESS + i, w->now + (I)(days * DAY));
}

static void begin(World *w, const Terms *t, U seed, U number) {
    w->key = fold(fold(0, seed), number);
    w->now = w->error = w->free = 0;
    w->tension = w->dead = 0.0;
    w->n_events = w->n_draws = w->n_letters = w->n_rows = w->n_marches = w->n_battles = w->n_rounds = 0;
    w->n_ultimata = w->n_treaties = w->war_time = 0;
    w->first_war = -1;
    for (I p = 0; p < N_COERCERS; p++) w->at_war[p] = w->held[p] = 0;
    for (I i = 0; i < N_SLOTS; i++) w->due[i] = NEVER;
    for (I i = 0; i < N_GROUPS; i++) w->group[i] = NEVER;
    for (I k = 0; k < N_LETTERS; k++) w->letters[k].following = k + 1;
    for (I i = 0; i < N_ACTORS; i++) {
        w->actors[i] = t->actors[i];
        schedule(w, SLOT_REVIEW + i, (I)(REVIEW * DAY * uniform(w, D_REVIEW, i, 1, 0)));
    }
    for (I i = 0; i < N_FORCES; i++) {
        w->forces[i] = t->forces[i];
        schedule(w, SLOT_SICKNESS + i, (I)(SICKNESS * DAY * uniform(w, D_TICK, i, 1, 0)));
    }
}

static void advance(World *w, const Terms *t) {
    while (!w->error) {
        I slot = next_slot(w);
        if (w->now >= END) return;
        w->n_events++;
        if (slot < SLOT_MARCH) on_letter(w, t, slot);
        else if (slot < SLOT_CLOCK) on_march(w, t, slot - SLOT_MARCH);
        else if (slot < SLOT_SICKNESS) on_clock(w, t, slot - SLOT_CLOCK);
        else if (slot < SLOT_REVIEW) on_sickness(w, slot - SLOT_SICKNESS);
        else on_review(w, t, slot - SLOT_REVIEW);
    }
}

static void measure(const World *w, F *out) {
    I fought = w->war_time;
    for (I p = 0; p < N_COERCERS; p++) {
        if (w->at_war[p]) fought += END - w->war_since[p];
        out[13 + p] = __builtin_popcountll((U)w->held[p]);
    }
    out[0] = w->error ? -1 : w->n_events;
    out[1] = w->n_draws;
    out[2] = w->n_letters;
    out[3] = w->n_rows;
    out[4] = w->n_marches;
    out[5] = w->n_battles;
    out[6] = w->n_rounds;
    out[7] = w->n_ultimata;
    out[8] = w->n_treaties;
    out[9] = w->dead;
    out[10] = (F)fought / DAY;
    out[11] = w->first_war;
    out[12] = w->actors[COURT].resolve;
}

void run_batch(World *w, const Terms *t, U seed, U first, I n, F *out) {
    for (I i = 0; i < n; i++) {
        begin(w, t, seed, first + (U)i);
        advance(w, t);
        measure(w, out + i * N_MEASURES);
    }
}
