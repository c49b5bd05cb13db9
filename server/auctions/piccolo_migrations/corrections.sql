-- What was corrected of a car while it was in a sale, and why: the lot shows it to everybody (domain 6.7).
CREATE TABLE car_correction (
    id uuid PRIMARY KEY,
    auction_id uuid NOT NULL,
    lot smallint NOT NULL,
    vehicle_id uuid NOT NULL REFERENCES vehicle,
    at timestamptz NOT NULL,
    user_id uuid NOT NULL REFERENCES dealer_user,
    reason text NOT NULL CHECK (reason <> ''),
    changes jsonb NOT NULL,
    FOREIGN KEY (auction_id, lot) REFERENCES lot
);
CREATE INDEX car_correction_lot ON car_correction (auction_id, lot);
CREATE INDEX car_correction_vehicle ON car_correction (vehicle_id);
CREATE INDEX car_correction_user ON car_correction (user_id);
